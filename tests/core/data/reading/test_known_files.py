"""Files as well-known programs and offices write them, with what stands in them written down by hand."""

import pytest

from core import read_csv

Expected = tuple[list[str], list[list[str]]]


def _numbered(count: int) -> list[str]:
    return [f"column {number}" for number in range(1, count + 1)]


FILES: dict[str, tuple[str, Expected]] = {
    "quoted names with commas": (
        'Id,Name,Cabin\n1,"Braund, Mr. Owen",\n2,"Cumings, Mrs. (Florence ""X"")",C85\n',
        (["Id", "Name", "Cabin"], [["1", "Braund, Mr. Owen", ""], ["2", 'Cumings, Mrs. (Florence "X")', "C85"]]),
    ),
    "comma and space, no header": (
        "39, State-gov, <=50K\n50, Self-emp, <=50K\n38, Private, >50K\n",
        (_numbered(3), [["39", "State-gov", "<=50K"], ["50", "Self-emp", "<=50K"], ["38", "Private", ">50K"]]),
    ),
    "letters only, no header": (
        "p,x,s\ne,x,s\ne,b,s\np,x,y\n",
        (_numbered(3), [["p", "x", "s"], ["e", "x", "s"], ["e", "b", "s"], ["p", "x", "y"]]),
    ),
    "spaces, then a tab": (
        '18.0   8   307.0\t"chevelle malibu"\n15.0   8   350.0\t"skylark 320"\n',
        (_numbered(4), [["18.0", "8", "307.0", "chevelle malibu"], ["15.0", "8", "350.0", "skylark 320"]]),
    ),
    "two lines about the file, years as names, trailing commas": (
        '"Source","Indicators",\n\n"Updated","2024-05-30",\n\n"Country","Code","2000","2001",\n'
        '"Aruba","ABW","1.5","2.5",\n"Angola","AGO","","3.5",\n"Chad","TCD","2","3",\n',
        (
            ["Country", "Code", "2000", "2001"],
            [["Aruba", "ABW", "1.5", "2.5"], ["Angola", "AGO", "", "3.5"], ["Chad", "TCD", "2", "3"]],
        ),
    ),
    "double colons": (
        "1::1193::5\n1::661::3\n2::914::3\n",
        (_numbered(3), [["1", "1193", "5"], ["1", "661", "3"], ["2", "914", "3"]]),
    ),
    "double bars and empty cells": (
        "a||b||c\n1||||x\n2||||y\n3||5||z\n",
        (["a", "b", "c"], [["1", "", "x"], ["2", "", "y"], ["3", "5", "z"]]),
    ),
    "a frame of bars": (
        "+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| 2 | y |\n+---+---+\n",
        (["a", "b"], [["1", "x"], ["2", "y"]]),
    ),
    "whole lines in quotes": ('"a,b"\n"1,x"\n"3,y"\n', (["a", "b"], [["1", "x"], ["3", "y"]])),
    "names in a comment, spaces": ("# x y\n1.0 2.0\n3.0 4.0\n", (["x", "y"], [["1.0", "2.0"], ["3.0", "4.0"]])),
    "names of rows without a name": (
        '"mpg" "cyl"\n"Mazda RX4" 21 6\n"Datsun" 22.8 4\n',
        (["column 1", "mpg", "cyl"], [["Mazda RX4", "21", "6"], ["Datsun", "22.8", "4"]]),
    ),
    "numbered columns": (
        "0,1,2,3\n0.5,0.7,0.1,2.2\n0.2,0.3,0.9,3.1\n",
        (["0", "1", "2", "3"], [["0.5", "0.7", "0.1", "2.2"], ["0.2", "0.3", "0.9", "3.1"]]),
    ),
    "a blank line within a cell": (
        'id,say,y\n1,"one\n\nthree, four",a\n2,ok,b\n3,"p\nq",c\n',
        (["id", "say", "y"], [["1", "one\n\nthree, four", "a"], ["2", "ok", "b"], ["3", "p\nq", "c"]]),
    ),
    "quotes unclosed twice": (
        'a,b,c\n1,"u,x\n2,v,y\n3,"w, q",z\n4,k,z\n',
        (["a", "b", "c"], [["1", "u", "x"], ["2", "v", "y"], ["3", "w, q", "z"], ["4", "k", "z"]]),
    ),
    "apostrophes": (
        "name,say\nO'Brien,it's\nD'Arcy,'tis\n",
        (["name", "say"], [["O'Brien", "it's"], ["D'Arcy", "'tis"]]),
    ),
    "signs in data that begin comments elsewhere": (
        "t@n\n#a@1\n#b@2\n#c@3\n",
        (["t", "n"], [["#a", "1"], ["#b", "2"], ["#c", "3"]]),
    ),
    "names that stand above several columns": (
        "Region,Sales,,Costs,\n,Q1,Q2,Q1,Q2\nNorth,1,2,3,4\nSouth,5,6,7,8\n",
        (
            ["Region", "Sales Q1", "Sales Q2", "Costs Q1", "Costs Q2"],
            [["North", "1", "2", "3", "4"], ["South", "5", "6", "7", "8"]],
        ),
    ),
    "years above several columns": (
        "Area,2021,,2022,\nname,n,%,n,%\nEast,5,1.5,6,2.5\nWest,7,3.5,8,4.5\n",
        (
            ["Area name", "2021 n", "2021 %", "2022 n", "2022 %"],
            [["East", "5", "1.5", "6", "2.5"], ["West", "7", "3.5", "8", "4.5"]],
        ),
    ),
    "three rows of names above two rows": (
        "Station,Wind,Wind\ncode,speed,gust\n,m/s,m/s\nA1,3.2,5\nB7,4.1,9.5\n",
        (["Station code", "Wind speed m/s", "Wind gust m/s"], [["A1", "3.2", "5"], ["B7", "4.1", "9.5"]]),
    ),
    "one row with semicolons": (
        'day,n,place\n2024-01-01,5,"Rome, Italy"\n2024-01-02;7;"Bern; Berne"\n2024-01-03,9,Oslo\n',
        (
            ["day", "n", "place"],
            [["2024-01-01", "5", "Rome, Italy"], ["2024-01-02", "7", "Bern; Berne"], ["2024-01-03", "9", "Oslo"]],
        ),
    ),
    "one row with single quotes": (
        '"a","b"\n"1","x, y"\n\'2\',\'p, q\'\n"3","z"\n',
        (["a", "b"], [["1", "x, y"], ["2", "p, q"], ["3", "z"]]),
    ),
    "a quote not closed before one that is": (
        'id,"name",n\n1,"Lamp, brass",5\n"2,"Hat, wool",7\n3,"Tent, red",9\n',
        (["id", "name", "n"], [["1", "Lamp, brass", "5"], ["2", "Hat, wool", "7"], ["3", "Tent, red", "9"]]),
    ),
    "a table right below another": (
        "city,people\nRome,28\nBern,1\nOslo,7\nday,rain,wind\n2024-01-01,5,3\n2024-01-02,6,4\n2024-01-03,7,5\n",
        (["city", "people"], [["Rome", "28"], ["Bern", "1"], ["Oslo", "7"]]),
    ),
    "a remark below two columns": (
        "country,people\nChad,18\nPeru,34\nCuba,11\nFigures are in millions.\n",
        (["country", "people"], [["Chad", "18"], ["Peru", "34"], ["Cuba", "11"]]),
    ),
    "names and values above, filled with commas": (
        "Report,Sales,,,\nPeriod,May,,,\nday,n,price,place,by\n2024-05-01,5,1.5,Rome,Ann\n2024-05-02,6,2.5,Bern,Bob\n",
        (
            ["day", "n", "price", "place", "by"],
            [["2024-05-01", "5", "1.5", "Rome", "Ann"], ["2024-05-02", "6", "2.5", "Bern", "Bob"]],
        ),
    ),
    "a delimiter too many among the names": (
        "day,,n,place\n2024-05-01,5,Rome\n2024-05-02,6,Bern\n",
        (["day", "n", "place"], [["2024-05-01", "5", "Rome"], ["2024-05-02", "6", "Bern"]]),
    ),
    "a title of as many words as columns": (
        "Made in 2024\n\nplace;kind;n\nRome;city;3\nOslo;city;5\n",
        (["place", "kind", "n"], [["Rome", "city", "3"], ["Oslo", "city", "5"]]),
    ),
    "doubled tabs": (
        "title\t\tyear\t\tkinds\nUp\t\t2009\t\tfilm|child\nAlien\t\t1979\t\tfilm|space\n",
        (["title", "year", "kinds"], [["Up", "2009", "film|child"], ["Alien", "1979", "film|space"]]),
    ),
    "guillemets": (
        "«name»;«text»\n«Ann»;«one; two»\n«Bob»;«three»\n",
        (["name", "text"], [["Ann", "one; two"], ["Bob", "three"]]),
    ),
    "the sign that ends a file on DOS": ("a,b\n1,x\n2,y\n\x1a", (["a", "b"], [["1", "x"], ["2", "y"]])),
    "zero bytes that escape quotes": (
        'a,b\n1,"say \0"hi\0", so"\n2,"\0"x\0""\n',
        (["a", "b"], [["1", 'say "hi", so'], ["2", '"x"']]),
    ),
    "cells that begin as other files do": (
        "<b>x</b>,1\n[y],2\n{z},3\n",
        (_numbered(2), [["<b>x</b>", "1"], ["[y]", "2"], ["{z}", "3"]]),
    ),
    "spaces between decimal commas": (
        "width share rate\n1,5 20,3 3,5\n-2,5 4,1 8,9\n0,5 -7,7 12,0\n",
        (["width", "share", "rate"], [["1,5", "20,3", "3,5"], ["-2,5", "4,1", "8,9"], ["0,5", "-7,7", "12,0"]]),
    ),
    "answers, no header": (
        "low,more,x\nhigh,2,y\nlow,4,x\nhigh,5,x\nlow,more,y\n",
        (
            _numbered(3),
            [["low", "more", "x"], ["high", "2", "y"], ["low", "4", "x"], ["high", "5", "x"], ["low", "more", "y"]],
        ),
    ),
    "two tables under titles": (
        "Table 1\na,b,c\n1,2,x\n3,4,y\n\nTable 2\nd,e\n1,z\n2,w\n",
        (["a", "b", "c"], [["1", "2", "x"], ["3", "4", "y"]]),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_known_kind_of_file_is_read_right(name: str) -> None:
    text, (names, cells) = FILES[name]
    frame = read_csv(text.encode()).frame
    assert (list(frame.columns), frame.to_numpy().tolist()) == (names, cells)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp949", "이름,값\n가,1\n나,2\n"),
        ("cp949", "a,b\n1,똠방각하\n2,펲시\n"),
        ("cp932", "名前,値\n太郎,1\n花子,2\n"),
        ("euc_jp", "名前,住所\n山田,東京都\n佐藤,大阪府\n"),
        ("gbk", "名称,值\n甲,1\n乙,2\n"),
        ("cp1252", "name,n\nJosé,1\nAna,2\n"),
        ("cp1252", "item,price\nx,5 €\ny,7 €\n"),
        ("cp1252", "t,n\n5°C,1\n6°C,2\n"),
        ("cp1250", "név,érték\nGyőr,1\nSzűcs,2\nNagykőrös,3\n"),
        ("iso8859_2", "miasto,n\nŁódź,1\nGdańsk,2\nŚwidnica,3\n"),
        ("cp1253", "πόλη,τιμή\nΑθήνα,1\nΠάτρα,2\n"),
        ("iso8859_7", "πόλη,τιμή\nΆρτα,1\nΠάτρα,2\n"),
        ("cp1255", "שם,מחיר\nלחם,1\nמים,2\n"),
        ("cp1256", "الاسم,السعر\nخبز,1\nماء,2\n"),
        ("cp874", "ชื่อ,ราคา\nน้ำ,1\nข้าว,2\n"),
        ("cp850", "Größe,n\nKöln,1\nMünchen,2\n"),
        ("cp932", "ﾅﾏｴ,n\nﾔﾏﾀﾞ,1\nｽｽﾞｷ,2\n"),
        ("cp1254", "şehir,sayı\nİstanbul,1\nİzmir,2\nMuğla,3\n"),
        ("mac_roman", "naïve,n\ncafé,1\nhôtel,2\n"),
        ("utf-32", "a,b\n가,é\nx,y\n"),
    ],
)
def test_few_characters_tell_the_encoding(codec: str, text: str) -> None:
    frame = read_csv(text.encode(codec)).frame
    names, *rows = [line.split(",") for line in text.splitlines()]
    assert (list(frame.columns), frame.to_numpy().tolist()) == (names, rows)
