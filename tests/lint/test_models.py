"""Models of the user: what they see is said and kept, and what is wrong with one is clear."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import ModelProto, TensorProto, helper
from PIL import Image

from charspec.cli import main
from charspec.errors import CharspecError
from charspec.lint import Finding, lint_spec
from charspec.lint.config.choices import Choices
from charspec.lint.models import look
from charspec.lint.models.lines import lines_in
from charspec.lint.models.pixels import centre, in_margins, in_steps
from charspec.lint.models.session import open_model
from charspec.lint.models.views import boxes, boxes_of, embedding
from charspec.lint.models.views import text as text_of
from charspec.lint.running.inputs import now
from charspec.lint.running.run import lint_paths
from examples.faulty.models import encoder, person_detector, text_detector
from tests.images.scenes import LETTERS, SIGN, marked, shapes

TABLE = (
    '[lint]\nencoder = "m/encoder.onnx"\ntext-detector = "m/text.onnx"\nperson-detector = "m/persons.onnx"\n'
)
PAIR = ((0.05, 0.2, 0.35, 0.6), (0.6, 0.2, 0.9, 0.6))
Marks = dict[int, Callable[[Image.Image], Image.Image]]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of six in `set/`, with three miniature models and a configuration that names them."""
    made = tmp_path / "set"
    (made / "m").mkdir(parents=True)
    for name, model in (("encoder", encoder()), ("text", text_detector()), ("persons", person_detector())):
        (made / "m" / f"{name}.onnx").write_bytes(model.SerializeToString())
    (made / "charspec.toml").write_text(TABLE)
    lines = ["schema: charspec/1", "trigger: Vendalixia", "identity: a young woman", "images:"]
    for number in range(6):
        lines.append(f"  {number}.png: {{caption: 'Vendalixia, a young woman, standing'}}")
        shapes(f"{number}", (320, 320)).quantize(8).save(made / f"{number}.png")
    (made / "character.yaml").write_text("\n".join(lines) + "\n")
    return made


def mark(folder: Path, number: int, colour: str, *areas: tuple[float, float, float, float]) -> None:
    file = folder / f"{number}.png"
    marked(Image.open(file), colour, *areas).save(file)


def found(folder: Path, *codes: str) -> list[Finding]:
    findings = lint_spec(folder / "character.yaml").findings
    return [one for one in findings if one.code in codes]


def test_what_no_model_sees_anything_in_is_left_alone(folder: Path) -> None:
    assert found(folder, "D112", "D113", "I116") == []


def test_each_model_tells_its_rule_what_it_sees(folder: Path) -> None:
    mark(folder, 1, "magenta", SIGN)
    mark(folder, 2, "lime", LETTERS)
    mark(folder, 3, "cyan", *PAIR)
    told = {one.code: one for one in found(folder, "D112", "D113", "I116")}
    assert told["D113"].path == ("images", "1.png")
    assert "looks unlike the other 5 to the encoder" in told["D113"].message
    assert told["I116"].message == "2.png bears text at the bottom right"
    assert (told["D112"].message, told["D112"].severity) == ("3.png shows 2 persons", "error")


def test_one_person_is_no_crowd(folder: Path) -> None:
    mark(folder, 3, "cyan", PAIR[0])
    assert found(folder, "D112") == []


@pytest.mark.parametrize("words", ["a crowd in the background", "before a mirror", "beside a poster"])
def test_people_that_the_caption_knows_of_are_no_error(words: str, folder: Path) -> None:
    mark(folder, 3, "cyan", *PAIR)
    spec = folder / "character.yaml"
    spec.write_text(spec.read_text().replace("standing", f"standing, {words}"))
    assert found(folder, "D112") == []


def test_text_that_the_caption_names_is_meant(folder: Path) -> None:
    mark(folder, 2, "lime", LETTERS)
    spec = folder / "character.yaml"
    spec.write_text(spec.read_text().replace("standing", "standing beside a sign"))
    assert found(folder, "I116") == []


def test_a_blot_is_no_line_of_text(folder: Path) -> None:
    mark(folder, 2, "lime", (0.3, 0.3, 0.7, 0.7))
    assert found(folder, "I116") == []


def test_where_several_are_far_off_there_is_nothing_to_be_far_from(folder: Path) -> None:
    mark(folder, 1, "magenta", SIGN)
    mark(folder, 2, "magenta", SIGN)
    assert found(folder, "D113") == []


def test_faces_are_counted_like_persons(folder: Path) -> None:
    (folder / "charspec.toml").write_text('[lint]\nface-detector = "m/persons.onnx"\n')
    mark(folder, 3, "cyan", *PAIR)
    (one,) = found(folder, "D112")
    assert one.message == "3.png shows 2 faces"


def lint(folder: Path) -> set[str]:
    before = now()
    while now() == before:
        pass
    return {one.code for one in lint_paths([folder / "character.yaml"], Choices())[0].findings}


def test_another_model_under_the_same_name_has_the_set_linted_again(folder: Path) -> None:
    mark(folder, 2, "lime", LETTERS)
    assert "I116" in lint(folder)
    assert "I116" in lint(folder)
    shutil.copy(folder / "m" / "encoder.onnx", folder / "m" / "text.onnx")
    with pytest.raises(CharspecError, match="the text-detector gives no map of text"):
        lint(folder)


def test_what_a_model_saw_is_asked_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    original = look._ask

    def ask(key: str, *rest: object) -> list[float] | None:
        asked.append(key)
        return original(key, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(look, "_ask", ask)
    first = found(folder, "D113")
    assert asked.count("encoder") == 6
    asked.clear()
    shutil.move(folder / "5.png", folder / "6.png")
    spec = folder / "character.yaml"
    spec.write_text(spec.read_text().replace("5.png", "6.png"))
    assert found(folder, "D113") == first
    assert asked == []
    mark(folder, 1, "red", SIGN)
    found(folder, "D113")
    assert sorted(asked) == ["encoder", "person-detector", "text-detector"]


def test_kept_answers_that_are_broken_are_asked_for_again(folder: Path, cache: Path) -> None:
    mark(folder, 1, "magenta", SIGN)
    found(folder, "D113")
    for file in (cache / "views").iterdir():
        file.write_text("{")
    assert len(found(folder, "D113")) == 1


def test_without_a_configuration_nothing_is_imported(folder: Path) -> None:
    (folder / "charspec.toml").write_text("[lint]\n")
    code = (
        "import sys; from charspec.cli import main; main(['lint', '--no-cache']); print(sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert "'charspec.lint.config.models'" in done.stdout
    assert "'onnxruntime'" not in done.stdout
    assert "'numpy'" not in done.stdout


def test_the_configuration_is_shown(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert main(["lint", "--show-config"]) == 0
    shown = capsys.readouterr().out
    assert f'encoder = "{folder / "m" / "encoder.onnx"}"  # charspec.toml:2' in shown
    assert "# face-detector: none" in shown


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('encoder = "m/other.onnx"', "encoder: there is no file "),
        ('encoder = "m/encoder.pt"', "encoder must be the path of an .onnx file, found 'm/encoder.pt'"),
        ("encoder = 3", "encoder must be the path of an .onnx file, found 3"),
        ('encodr = "m/encoder.onnx"', "unknown key 'encodr'"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(line: str, message: str, folder: Path) -> None:
    (folder / "charspec.toml").write_text(f"[lint]\n{line}\n")
    with pytest.raises(CharspecError) as caught:
        found(folder)
    assert caught.value.message.startswith(message)
    assert str(caught.value.where).endswith("charspec.toml:2")
    assert caught.value.exit_code == 2


def test_a_broken_model_is_named(folder: Path) -> None:
    (folder / "m" / "encoder.onnx").write_bytes(b"pickle")
    with pytest.raises(CharspecError, match="the encoder cannot be opened") as caught:
        found(folder)
    assert str(caught.value.where).endswith("encoder.onnx")


def table_model() -> ModelProto:
    """(1, 4) → the same: what a table's classifier takes."""
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in ("row", "out")]
    graph = helper.make_graph([helper.make_node("Relu", ["row"], ["out"])], "table", ports[:1], ports[1:])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def test_an_alien_model_is_told_with_what_it_takes_and_gives(folder: Path) -> None:
    (folder / "m" / "encoder.onnx").write_bytes(table_model().SerializeToString())
    with pytest.raises(CharspecError, match="the encoder does not take pictures") as caught:
        found(folder)
    assert caught.value.hint == (
        "Expected one input, float32 (N, 3, height, width). "
        "It takes 'row' float32 (1, 4); it gives 'out' float32 (1, 4)."
    )


def test_without_onnxruntime_the_command_to_install_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(CharspecError, match="needs onnxruntime, which is not installed") as caught:
        found(folder)
    assert 'pip install "charspec[models]"' in str(caught.value.hint)


def test_a_model_that_is_not_selected_is_not_opened(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m" / "encoder.onnx").write_bytes(b"pickle")
    spec = str(folder / "character.yaml")
    assert main(["lint", "--no-cache", "--ignore", "D113", "--exit-zero", spec]) == 0
    capsys.readouterr()


def test_pictures_come_as_the_contract_says() -> None:
    picture = Image.new("RGB", (1200, 600), (255, 0, 0))
    encoded = centre(picture, (224, 224))
    assert encoded.shape == (1, 3, 224, 224)
    assert encoded.dtype == np.float32
    assert encoded[0, :, 0, 0] == pytest.approx([(1 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225])
    assert in_steps(picture, (None, None)).shape == (1, 3, 480, 960)
    framed, (scale, left, top) = in_margins(picture, (640, 640))
    assert (scale, left, top) == (640 / 1200, 0, 160)
    assert framed[0, :, 0, 0] == pytest.approx([114 / 255] * 3)
    assert framed[0, :, 320, 320] == pytest.approx([1, 0, 0])


def test_boxes_are_given_back_in_shares_of_the_picture(folder: Path) -> None:
    wide = marked(Image.new("RGB", (1280, 640)), "cyan", (0.0, 0.0, 0.49, 1.0))
    (box,) = boxes_of(boxes(open_model("person-detector", folder / "m" / "persons.onnx"), wide))
    assert tuple(box) == pytest.approx((0, 0, 0.5, 1, 1), abs=0.01)


def test_tokens_give_their_first(folder: Path) -> None:
    """(N, 3, 8, 8) → (N, 64, 3): a token for each pixel."""
    takes = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["N", 3, 8, 8])
    gives = helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["N", 64, 3])
    shape = helper.make_tensor("shape", TensorProto.INT64, [3], [1, 3, 64])
    nodes = [
        helper.make_node("Reshape", ["pixels", "shape"], ["flat"]),
        helper.make_node("Transpose", ["flat"], ["tokens"], perm=[0, 2, 1]),
    ]
    graph = helper.make_graph(nodes, "tokens", [takes], [gives], [shape])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    (folder / "tokens.onnx").write_bytes(model.SerializeToString())
    picture = Image.new("RGB", (8, 8), "black")
    picture.putpixel((0, 0), (255, 255, 255))
    numbers = embedding(open_model("encoder", folder / "tokens.onnx"), picture)
    assert len(numbers) == 3
    assert min(numbers) > 0
    assert sum(value * value for value in numbers) == pytest.approx(1, abs=1e-4)


def test_text_of_any_size_is_placed(folder: Path) -> None:
    detector = open_model("text-detector", folder / "m" / "text.onnx")
    share, left, top, right, bottom = text_of(detector, marked(shapes("a", (1300, 700)), "lime", LETTERS))
    assert (left, top, right, bottom) == pytest.approx(LETTERS, abs=0.02)
    assert share == pytest.approx(0.45 * 0.04, rel=0.2)


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (["..............", ".########.....", ".............."], 1),
        ([".#............", ".########.....", "........#....."], 0),
        (["########", "........", "########"], 2),
        (["#######.#######", "#######.#######"[::-1]], 0),
        (["#", "#", "#", "#", "#", "#", "#"], 1),
        ([], 0),
    ],
)
def test_lines_are_long_thin_and_full(rows: list[str], count: int) -> None:
    there = np.array([[cell == "#" for cell in row] for row in rows] or np.zeros((0, 0)), dtype=bool)
    assert len(lines_in(there)) == count


def test_patches_that_meet_later_are_one() -> None:
    """Two arms of a U are one patch as soon as its bottom joins them."""
    rows = ["#.....#", "#.....#", "#######"]
    there = np.array([[cell == "#" for cell in row] for row in rows])
    assert lines_in(there) == []
    assert len(lines_in(there[2:])) == 1
