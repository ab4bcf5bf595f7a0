"""Characters by which encodings are told apart: those that are frequent in each language."""

from __future__ import annotations


def _both_cases(*letters: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(alphabet + alphabet.upper()) for alphabet in letters)


_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_WEST = _both_cases(
    "àâæçéèêëîïôœùûü",  # French
    "äöüßé",  # German
    "áéíñóúü¿¡ªº",  # Spanish
    "áàâãçéêíóôõúªº",  # Portuguese
    "àèéìòù",  # Italian
    "åäöæøé",  # Nordic
    "áðéíóúýþæö",  # Icelandic
    "äëéïöüó",  # Dutch
    "äöüéèáíóñçàôê",  # names from several countries
)
_CENTRE = _both_cases(
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Croatian
    "ăâîşţ",  # Romanian
)
_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώ"

# By encoding, the letters beyond ASCII of the languages that are written in it. The first of equals is taken.
ALPHABETS: dict[str, tuple[frozenset[str], ...]] = {
    "cp1252": _WEST,
    "cp1250": _CENTRE,
    "iso8859_15": _WEST,
    "iso8859_2": _CENTRE,
    "mac_roman": _WEST,
    "cp1251": _both_cases(_RUSSIAN, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "koi8_r": _both_cases(_RUSSIAN),
    "cp866": _both_cases(_RUSSIAN),
    "cp1253": _both_cases(_GREEK),
    "cp1254": (frozenset("çğıöşüâîÇĞİÖŞÜ"),),
    "cp1257": _both_cases("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "iso8859_7": _both_cases(_GREEK),
    "iso8859_5": _both_cases(_RUSSIAN),
    "mac_cyrillic": _both_cases(_RUSSIAN),
    "cp874": (frozenset(chr(code) for code in range(0x0E01, 0x0E50)),),
    "cp1255": (frozenset(chr(code) for code in range(0x05D0, 0x05EB)),),
    "cp1256": (frozenset(chr(code) for code in (*range(0x0621, 0x064B), *map(ord, "پچژگ،؟؛"))),),
    "cp850": _WEST,
    "cp852": _CENTRE,
}

# Signs that are written above or below the letter before them, and vowels that are written before theirs.
THAI_ABOVE = frozenset("ัิีึืฺุู็่้๊๋์ํ๎ะาำๅๆ")
THAI_BEFORE = frozenset("เแโใไ")
HEBREW_FINAL = frozenset("ךםןףץ")

SIGNS = frozenset("°€£¥§©®±²³µ·½¼–—’‘“”…«»№×\xa0ºª%‰•™　")

COMMON_HANGUL = frozenset(
    "가각간갈감강개거건검것게겨격견결경계고골곡공과관광교구국군권규그근금급기길김까나난날남내너년노농는능니다단달담당대더덕데도독돈동된두"
    "드득들등디따때또라락란람래량러런럼레려력련령로록론료루류르른를름리린림립마만말망매맥머면명모목무문물미민및바박반발방배백번범법변별병보"
    "복본봉부북분불비사산살삼상새색생서석선설섬성세소속손송수순술스습승시식신실심싶아안않알암압액야약양어억언업없에여역연열염영예오온올와완왕"
    "외요용우운울원월위유육율은을음의이인일임입있자작잔장재저적전점정제조족존종주준중증지직진질집차참창채책처천철청체초총최추축출충치카코크키"
    "타터태택통트특파판페편평포표품하학한할함합항해행향허현형호혼화확환활회효후훈휴흥희히힘름름팀컴퓨북쪽값률균액점용률층별"
)
COMMON_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着"
    "等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新"
    "线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活"
    "设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规"
    "热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完"
    "类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委"
    "素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育"
    "厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破"
    "亚师围注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚"
    "姓龄性别编号城市名称价格数量日期地址电话销售客户产品部门职业学校州杭深圳津庆都武汉刘陈杨赵吴孙周徐伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀霞"
    "國時來們個會後過說對發學經電動產點業從實體當開關與樣應將無現長見東車門間話氣務書價號數歲齢県市区町村氏名年月日田中山本佐藤鈴木高橋渡辺"
    "伊小林加吉松井上阪京都横浜札幌福岡売商品性別番号住所会社員男女円駅店合計単価客様予約時間場所電話種類大阪臺灣灣臺姓陳黃張劉楊趙吳孫總額單"
)
