"""Where the people of the demo business live: towns, streets and postcodes.

In a postcode # is a digit and @ a letter; in an address {n} is the house.
"""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """A country of the demo: its addresses, and its towns as (town, region, code)."""

    address: str
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str | None, str], ...]


HOME = "GB"
_NUMBER_LAST = "{street} {n}"
_NUMBER_FIRST = "{n} {street}"

COUNTRIES: dict[str, Country] = {
    "GB": Country(
        _NUMBER_FIRST,
        (
            *("Alma Road", "Bath Road", "Chapel Lane", "Church Street", "Cotham Hill"),
            *("Gloucester Road", "Grove Park", "High Street", "Kings Drive"),
            *("Mill Lane", "North Street", "Park Row", "Quay Street", "Station Road"),
            *("Stokes Croft", "Victoria Street", "Whiteladies Road", "York Gardens"),
        ),
        (
            *(("Bristol", "Bristol", f"BS{n} #@@") for n in (1, 2, 3, 5, 6, 7, 8, 9)),
            ("Bath", "Somerset", "BA1 #@@"),
            ("Bath", "Somerset", "BA2 #@@"),
            ("Keynsham", "Somerset", "BS31 #@@"),
            ("Portishead", "Somerset", "BS20 #@@"),
            ("Clevedon", "Somerset", "BS21 #@@"),
            ("Thornbury", "Gloucestershire", "BS35 #@@"),
            ("Chepstow", "Monmouthshire", "NP16 #@@"),
            ("Cardiff", "Cardiff", "CF10 #@@"),
            ("London", "London", "SE1 #@@"),
            ("Manchester", "Lancashire", "M4 #@@"),
        ),
    ),
    "IE": Country(
        _NUMBER_FIRST,
        ("Main Street", "Patrick Street", "Sea Road", "Shop Street"),
        (
            ("Dublin", "Dublin", "D08 @#@#"),
            ("Galway", "Galway", "H91 @#@#"),
            ("Cork", "Cork", "T12 @#@#"),
        ),
    ),
    "ES": Country(
        _NUMBER_LAST,
        ("Calle Mayor", "Calle Real", "Calle de Alcalá", "Avenida del Puerto"),
        (
            ("Madrid", "Madrid", "2801#"),
            ("València", "Valencia", "4600#"),
            ("Sevilla", "Sevilla", "4100#"),
        ),
    ),
    "PT": Country(
        _NUMBER_LAST,
        ("Rua Augusta", "Rua das Flores", "Rua do Almada"),
        (("Lisboa", "Lisboa", "11##-###"), ("Porto", "Porto", "40##-###")),
    ),
    "FR": Country(
        _NUMBER_FIRST,
        ("rue de la Paix", "rue Victor Hugo", "avenue Jean Jaurès"),
        (("Lyon", "Rhône", "6900#"), ("Nantes", "Loire-Atlantique", "44000")),
    ),
    "DE": Country(
        _NUMBER_LAST,
        ("Hauptstraße", "Gartenstraße", "Lindenallee", "Am Markt"),
        (
            ("München", "Bayern", "803##"),
            ("Hannover", "Niedersachsen", "301##"),
            ("Köln", "Nordrhein-Westfalen", "506##"),
        ),
    ),
    "NL": Country(
        _NUMBER_LAST,
        ("Kerkstraat", "Dorpsstraat", "Prinsengracht"),
        (("Amsterdam", None, "10## @@"), ("Utrecht", None, "35## @@")),
    ),
    "IT": Country(
        _NUMBER_LAST,
        ("Via Roma", "Via Garibaldi", "Corso Italia"),
        (("Torino", "TO", "101##"), ("Bologna", "BO", "401##")),
    ),
    "PL": Country(
        _NUMBER_LAST,
        ("ul. Długa", "ul. Szewska", "ul. Mickiewicza"),
        (("Kraków", None, "31-###"), ("Gdańsk", None, "80-###")),
    ),
    "CZ": Country(
        _NUMBER_LAST,
        ("Nádražní", "Husova", "Palackého"),
        (("Brno", None, "602 0#"), ("Plzeň", None, "301 0#")),
    ),
    "HU": Country(
        "{street} {n}.",
        ("Kossuth Lajos utca", "Petőfi Sándor utca", "Váci út"),
        (("Budapest", None, "10##"), ("Szeged", None, "672#")),
    ),
    "SE": Country(
        _NUMBER_LAST,
        ("Storgatan", "Kungsgatan", "Skolgatan"),
        (("Göteborg", None, "411 ##"), ("Malmö", None, "211 ##")),
    ),
    "GR": Country(
        _NUMBER_LAST,
        ("Ερμού", "Σταδίου", "Αριστοτέλους"),
        (("Αθήνα", None, "105 ##"), ("Θεσσαλονίκη", None, "546 ##")),
    ),
    "TR": Country(
        "{street} No: {n}",
        ("Atatürk Caddesi", "Cumhuriyet Caddesi", "Gül Sokak"),
        (("İstanbul", None, "344##"), ("İzmir", None, "352##")),
    ),
    "UA": Country(
        "{street}, {n}",
        ("вул. Шевченка", "вул. Франка", "вул. Лесі Українки"),
        (("Київ", None, "010##"), ("Львів", None, "790##")),
    ),
    "IL": Country(
        _NUMBER_LAST,
        ("רחוב הרצל", "רחוב ויצמן", "רחוב אלנבי"),
        (("תל אביב", None, "61#####"), ("חיפה", None, "31#####")),
    ),
    "JO": Country(
        _NUMBER_LAST,
        ("شارع الملكة رانيا", "شارع الجامعة", "شارع مكة"),
        (("عمان", None, "111##"), ("إربد", None, "211##")),
    ),
    "IN": Country(
        _NUMBER_FIRST,
        ("MG Road", "Park Street", "Linking Road"),
        (("Pune", "Maharashtra", "4110##"), ("Bengaluru", "Karnataka", "5600##")),
    ),
    "CN": Country(
        "{street}{n}号",
        ("人民路", "中山路", "解放路"),
        (("上海", None, "2000##"), ("成都", "四川", "6100##")),
    ),
    "JP": Country(
        "{street}{n}番地",
        ("本町", "栄町", "緑町"),
        (("横浜市", "神奈川県", "231-00##"), ("京都市", "京都府", "600-80##")),
    ),
    "KR": Country(
        "{street} {n}",
        ("중앙로", "세종대로", "한강로"),
        (("서울", None, "04###"), ("부산", None, "48###")),
    ),
    "VN": Country(
        _NUMBER_FIRST,
        ("Lê Lợi", "Nguyễn Huệ", "Trần Phú"),
        (("Hà Nội", None, "1000##"), ("Đà Nẵng", None, "5500##")),
    ),
    "NG": Country(
        _NUMBER_FIRST,
        ("Broad Street", "Awolowo Road", "Allen Avenue"),
        (("Lagos", "Lagos", "1002##"), ("Ibadan", "Oyo", "2002##")),
    ),
}
