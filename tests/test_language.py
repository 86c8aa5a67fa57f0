"""Which captions the vocabulary may read: English ones, in sentences and in tags, and no others."""

import pytest

from charspec.captions import is_english, read_attributes
from charspec.vocabulary import vocabulary

ENGLISH = [
    "Vendalixia, a young woman with silver hair and a red scarf, standing",
    "1girl, solo, silver_hair, looking_back, outdoors",
    "standing",
    "on a windowsill",
    "Teddy, on a shelf",
    "a dog, tongue out",
    "café terrace, smiling",
    "in the Café de Flore, Rue de la Paix, sitting with a red scarf",
    "A man named José sits in a chair while it rains outside.",
    "Vendalixia (ヴェンダリクシア), a young woman in a forest",
    "photo of a sks dog in the snow",
]

OTHERS = [
    "steht im Wald bei Dämmerung",
    "eine junge Frau mit silbernem Haar, Porträt",
    "Profil, im Studio",
    "Teddy sitzt auf dem Sofa",
    "sitzend auf einer Bank, Park, Sonne",
    "une jeune femme aux cheveux argentés, robe rouge, portrait",
    "debout dans un bar, lumière douce",
    "un ours en peluche sur un canapé",
    "chica, bosque, noche, sonrisa",
    "en el parque, retrato",
    "ragazza con capelli argento, sciarpa rossa",
    "mulher jovem com cabelo prateado e cachecol vermelho, na praia",
    "vrouw met zilver haar en rode sjaal, in het bos",
    "kvinna med silverhår och röd halsduk",
    "młoda kobieta ze srebrnymi włosami",
    "genç kadın, gümüş saçlı, kırmızı atkı",
    "perempuan berambut perak",
    "nainen, punainen huivi",
    "Vendalixia no gin no kami, mori de tatte iru",
    "shoujo, ginpatsu, akai mafuraa, mori",
    "cô gái tóc bạc",
    "молодая женщина с серебряными волосами",
    "银发少女站在森林里",
    "Vendalixia站在森林里, studio light",
    "銀髪の少女、森の中",
    "은발 소녀, 숲",
    "فتاة",
    "",
]


@pytest.mark.parametrize("caption", ENGLISH)
def test_english_is_read(caption: str) -> None:
    assert is_english(caption)


@pytest.mark.parametrize("caption", OTHERS)
def test_other_languages_are_not(caption: str) -> None:
    assert not is_english(caption)
    assert read_attributes(caption, vocabulary()) == {}


@pytest.mark.parametrize(
    ("caption", "attribute", "terms"),
    [
        ("looking_back, from_behind, upper_body", "angle", ("back",)),
        ("soft light from above, standing", "angle", None),
        ("a sword on her back", "pose", None),
        ("hair falling over the shoulder", "angle", None),
        ("a village far away", "framing", None),
        ("sitting at a table in a tavern", "environment", ("tavern", "tabletop")),
        ("holding a box of sweets", "environment", None),
        ("standing in the bar with a friend", "environment", ("tavern",)),
        ("seen at bird’s-eye view", "angle", ("from above",)),
        ("an old full-length coat", "framing", None),
        ("eye level, front view", "angle", ("front", "eye level")),
        ("evening gown, standing", "lighting", None),
    ],
)
def test_words_mean_what_they_mean_where_they_stand(
    caption: str, attribute: str, terms: tuple[str, ...] | None
) -> None:
    assert read_attributes(caption, vocabulary()).get(attribute) == terms
