"""Faults of single pictures."""

import dataclasses
import io
import struct
import zlib
from random import Random

from PIL import Image, ImageFilter

from examples.faulty.models import text_detector
from tests.images.scenes import LETTERS, marked
from tests.planted.clean import of_a_person
from tests.planted.model import CharacterSet
from tests.planted.planting import HER, Planted, beside, fault, labelled, picture, seen_through


@fault("I101", "error")
def missing(made: CharacterSet) -> Planted:
    file = made.shots[4].file
    return Planted(dataclasses.replace(made, without=frozenset({file})), file)


@fault("I102", "error")
def truncated(made: CharacterSet) -> Planted:
    planted = picture(made, 4, lambda image: image)
    file = made.shots[4].file
    return Planted(beside(made, file, planted.made.extra[file][:9000]), file)


@fault("I102", "error", "sidecars")
def a_text_called_jpg(made: CharacterSet) -> Planted:
    return Planted(beside(made, made.shots[2].file, "<html>404 Not Found</html>"), made.shots[2].file)


@fault("I103", "error")
def a_bomb(made: CharacterSet) -> Planted:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    planted = beside(made.with_shot(1, file="images/bomb.png"), "images/bomb.png", data)
    return Planted(planted, "images/bomb.png")


@fault("I104", "warning")
def small(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[5].art, size=(800, 800))
    return Planted(made.with_shot(5, art=art), made.shots[5].file)


@fault("I104", "error")
def tiny(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[5].art, size=(400, 400))
    return Planted(made.with_shot(5, art=art), made.shots[5].file)


@fault("I105", "warning")
def an_unlisted_picture(made: CharacterSet) -> Planted:
    file = io.BytesIO()
    other = of_a_person(Random("another"), 1, person=HER).shots[0]
    other.art.image().save(file, "JPEG")
    return Planted(beside(made, "images/stray.jpg", file.getvalue()), "images:")


@fault("I106", "warning", "sidecars")
def a_caption_without_its_picture(made: CharacterSet) -> Planted:
    return Planted(beside(made, "images/gone.txt", "Vendalixia\n"), file="images/gone.txt")


@fault("I107", "warning")
def a_png_called_jpg(made: CharacterSet) -> Planted:
    return picture(made, 2, lambda image: image, format="PNG")


@fault("I108", "info")
def turned_by_exif(made: CharacterSet) -> Planted:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(made, 2, lambda image: image.rotate(90), exif=exif)


@fault("I109", "warning")
def cut_out(made: CharacterSet) -> Planted:
    def clear(image: Image.Image) -> Image.Image:
        mask = Image.new("L", image.size, 0)
        mask.paste(255, (300, 200, 724, 1024))
        image.putalpha(mask)
        return image

    named = made.with_shot(2, file="images/02-cut.png")
    return picture(named, 2, clear, format="PNG")


@fault("I110", "error", "labels")
def cropped_beyond(made: CharacterSet) -> Planted:
    return Planted(labelled(made, 3, "crop: [0, 0, 1280, 1024]"), "crop")


@fault("I111", "warning")
def letterboxed(made: CharacterSet) -> Planted:
    def box(image: Image.Image) -> Image.Image:
        framed = Image.new("RGB", (1536, 1024), "black")
        framed.paste(image, (256, 0))
        return framed

    return picture(made, 3, box)


@fault("I112", "warning")
def out_of_focus(made: CharacterSet) -> Planted:
    return picture(made, 3, lambda image: image.filter(ImageFilter.GaussianBlur(6)))


@fault("I113", "warning")
def crushed(made: CharacterSet) -> Planted:
    return picture(made, 3, lambda image: image, quality=25)


@fault("I114", "info")
def enlarged(made: CharacterSet) -> Planted:
    return picture(
        made, 3, lambda image: image.resize((256, 256)).resize(image.size, Image.Resampling.BICUBIC)
    )


@fault("I115", "warning")
def a_banner(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[5].art, size=(2600, 1024))
    return Planted(made.with_shot(5, art=art), made.shots[5].file)


@fault("I116", "warning")
def signed(made: CharacterSet) -> Planted:
    planted = picture(made, 5, lambda drawn: marked(drawn, "lime", LETTERS))
    return Planted(seen_through(planted.made, "text-detector", text_detector()), planted.at)
