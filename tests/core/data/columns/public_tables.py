"""Public tables by their columns' names and kinds, from memory, and what is predicted in each.

A letter for each column's cells: k a key, n numbers with decimals, w whole numbers, s a few whole numbers, c a few
words, m many words, b yes or no, t text, d dates; "?" where some are empty, "!" where most are.
"""

import numpy as np
import pandas as pd

ROWS = 80

# What the rules were written with in mind.
KNOWN = {
    "iris": "Id:k SepalLengthCm:n SepalWidthCm:n PetalLengthCm:n PetalWidthCm:n Species:c → Species",
    "titanic": "PassengerId:k Survived:b Pclass:s Name:t Sex:c Age:n? SibSp:s Parch:s Ticket:k Fare:n Cabin:m! "
    "Embarked:c? → Survived",
    "titanic of seaborn": "survived:b pclass:s sex:c age:n? sibsp:s parch:s fare:n embarked:c? class:c who:c "
    "adult_male:b deck:c! embark_town:c? alive:b alone:b → survived",
    "adult": "age:w workclass:c? fnlwgt:w education:c education-num:s marital-status:c occupation:c? relationship:c "
    "race:c sex:c capital-gain:w capital-loss:w hours-per-week:w native-country:c? income:c → income",
    "wine quality": "fixed acidity:n volatile acidity:n citric acid:n residual sugar:n chlorides:n density:n pH:n "
    "sulphates:n alcohol:n quality:s → quality",
    "wine": "Class:s Alcohol:n Malic acid:n Ash:n Magnesium:w Phenols:n Hue:n Proline:w → Class",
    "boston": "CRIM:n ZN:n INDUS:n CHAS:s NOX:n RM:n AGE:n DIS:n RAD:s TAX:w PTRATIO:n B:n LSTAT:n MEDV:n → MEDV",
    "california": "longitude:n latitude:n housing_median_age:w total_rooms:w total_bedrooms:w? population:w "
    "households:w median_income:n median_house_value:w ocean_proximity:c → median_house_value",
    "penguins": "species:c island:c bill_length_mm:n? bill_depth_mm:n? flipper_length_mm:w? body_mass_g:w? sex:c? "
    "→ species",
    "mpg": "mpg:n cylinders:s displacement:n horsepower:w? weight:w acceleration:n model_year:s origin:c name:t → mpg",
    "bank": "age:w job:c marital:c education:c default:b balance:w housing:b loan:b contact:c day:w month:c "
    "duration:w campaign:s pdays:w previous:s poutcome:c y:b → y",
    "mushrooms": "class:c cap-shape:c cap-surface:c cap-color:c bruises:b odor:c gill-size:c habitat:c → class",
    "heart": "age:w sex:s cp:s trestbps:w chol:w fbs:s restecg:s thalach:w exang:s oldpeak:n slope:s ca:s thal:s "
    "target:s → target",
    "diamonds": "carat:n cut:c color:c clarity:c depth:n table:n price:w x:n y:n z:n → price",
    "credit default": "ID:k LIMIT_BAL:w SEX:s EDUCATION:s MARRIAGE:s AGE:w PAY_0:s BILL_AMT1:w PAY_AMT1:w "
    "default.payment.next.month:s → default.payment.next.month",
    "telco churn": "customerID:k gender:c SeniorCitizen:s Partner:b tenure:w Contract:c PaymentMethod:c "
    "MonthlyCharges:n TotalCharges:n? Churn:b → Churn",
    "bike sharing": "instant:k dteday:d season:s yr:s mnth:w hr:w holiday:s weekday:s temp:n hum:n windspeed:n "
    "casual:w registered:w cnt:w → cnt",
    "ames": "Id:k MSSubClass:w MSZoning:c LotFrontage:w? LotArea:w OverallQual:s OverallCond:s YearBuilt:w "
    "GrLivArea:w PoolQC:c! MoSold:s YrSold:s SaleType:c SaleCondition:c SalePrice:w → SalePrice",
    "abalone": "Sex:c Length:n Diameter:n Height:n Whole weight:n Shell weight:n Rings:w → Rings",
    "students": "school:c sex:c age:w address:c famsize:c studytime:s failures:s absences:w G1:w G2:w G3:w → G3",
    "breast cancer": "id:k diagnosis:c radius_mean:n texture_mean:n area_mean:n smoothness_mean:n radius_worst:n "
    "Unnamed 32:n! → diagnosis",
    "spam": "label:c message:t → label",
    "house sales": "id:k date:d price:w bedrooms:s bathrooms:n sqft_living:w floors:n waterfront:s grade:s "
    "yr_built:w zipcode:w lat:n long:n sqft_lot15:w → price",
    "insurance": "age:w sex:c bmi:n children:s smoker:b region:c charges:n → charges",
    "attrition": "Age:w Attrition:b BusinessTravel:c DailyRate:w Department:c EmployeeNumber:k JobRole:c "
    "MonthlyIncome:w OverTime:b YearsAtCompany:w YearsWithCurrManager:w → Attrition",
    "생존": "번호:k 생존여부:b 등급:s 이름:t 성별:c 나이:n? 요금:n 항구:c → 생존여부",
    "아파트": "거래일:d 지역:c 층:s 전용면적:n 건축년도:w 거래금액:w 비고:t! → 거래금액",
    "wohnungen": "Baujahr:w Lage:c Zimmer:s Fläche:n Miete:w Stadtteil:m → Miete",
}
# Kept apart: no rule was changed for them.
UNSEEN = {
    "pima": "Pregnancies:s Glucose:w BloodPressure:w SkinThickness:w Insulin:w BMI:n Age:w Outcome:s → Outcome",
    "stroke": "id:k gender:c age:n hypertension:s ever_married:b work_type:c avg_glucose_level:n bmi:n? "
    "smoking_status:c stroke:s → stroke",
    "loan": "Loan_ID:k Gender:c? Married:b? Dependents:c? Education:c ApplicantIncome:w LoanAmount:w? "
    "Credit_History:s? Property_Area:c Loan_Status:b → Loan_Status",
    "churn modelling": "RowNumber:k CustomerId:k Surname:m CreditScore:w Geography:c Gender:c Age:w Tenure:s "
    "Balance:n NumOfProducts:s HasCrCard:s IsActiveMember:s EstimatedSalary:n Exited:s → Exited",
    "glass": "Id:k RI:n Na:n Mg:n Al:n Si:n K:n Ca:n Ba:n Fe:n Type:s → Type",
    "concrete": "Cement:n Slag:n Fly Ash:n Water:n Superplasticizer:n Age (day):w Strength:n → Strength",
    "zoo": "animal_name:k hair:s feathers:s eggs:s milk:s legs:s tail:s class_type:s → class_type",
    "fraud": "Time:w V1:n V2:n V3:n V4:n Amount:n Class:s → Class",
    "hotel": "hotel:c is_canceled:s lead_time:w arrival_date_year:s adults:s children:s? meal:c country:c "
    "agent:w? company:w! adr:n reservation_status:c reservation_status_date:d → is_canceled",
    "used cars": "Name:t Location:c Year:w Kilometers_Driven:w Fuel_Type:c Owner_Type:c Mileage:n Engine:w "
    "Price:n → Price",
    "airbnb": "id:k name:t host_id:w neighbourhood:c latitude:n longitude:n room_type:c price:w minimum_nights:w "
    "number_of_reviews:w last_review:d! availability_365:w → price",
    "german credit": "checking:c duration:w history:c purpose:c amount:w savings:c employment:c housing:c risk:c "
    "→ risk",
    "tips": "total_bill:n tip:n sex:c smoker:b day:c time:c size:s → tip",
    "energy": "X1:n X2:n X3:n X4:n X5:n X6:s X7:n X8:s Y1:n Y2:n → Y2",
    "forest fires": "X:s Y:s month:c day:c FFMC:n DMC:n DC:n ISI:n temp:n RH:w wind:n rain:n area:n → area",
    "weather": "Date:d Location:c MinTemp:n? MaxTemp:n? Rainfall:n? Sunshine:n! WindGustDir:c? Humidity3pm:w? "
    "RainToday:b? RainTomorrow:b? → RainTomorrow",
    "movie reviews": "review:t sentiment:c → sentiment",
    "seeds": "area:n perimeter:n compactness:n length:n width:n asymmetry:n groove:n variety:c → variety",
    "car evaluation": "buying:c maint:c doors:c persons:c lug_boot:c safety:c class:c → class",
    "sonar": "a1:n a2:n a3:n a4:n a5:n label:c → label",
    "advertising": "Unnamed 0:k TV:n Radio:n Newspaper:n Sales:n → Sales",
    "salaries": "rank:c discipline:c yrs.since.phd:w yrs.service:w sex:c salary:w → salary",
    "kidney": "age:w bp:w sg:n al:s su:s rbc:c! pc:c? hemo:n? htn:b dm:b classification:c → classification",
    "employees": "이름:t 부서:c 직급:c 근속년수:w 만족도:n 급여:w 퇴사여부:b 입사일:d → 퇴사여부",
    "카드": "고객번호:k 성별:c 나이:w 카드한도:w 이용금액:w 연체여부:b → 연체여부",
    "ventes": "date:d magasin:c promotion:b température:n ventes:w jour:c → ventes",
    "clientes": "cliente:k edad:w ciudad:c saldo:n abandono:b comentario:t? → abandono",
}


def made(written: str) -> tuple[pd.DataFrame, str]:
    """A table of such columns with cells of these kinds, all text, and what is predicted."""
    columns, target = written.rsplit(" → ", 1)
    rng = np.random.default_rng(0)
    cells = {}
    for one in _split(columns):
        name, kind = one.rsplit(":", 1)
        values = pd.Series(_cells(name, kind[0], rng)).astype("str")
        empty = {"": 0.0, "?": 0.1, "!": 0.7}[kind[1:]]
        cells[name] = values.where(rng.random(ROWS) >= empty, "")
    return pd.DataFrame(cells).astype("str"), target


def _split(columns: str) -> list[str]:
    """Names may have spaces in them: a column ends with its kind."""
    found, words = [], []
    for word in columns.split(" "):
        words.append(word)
        if ":" in word:
            found.append(" ".join(words))
            words = []
    return found


def _cells(name: str, kind: str, rng: np.random.Generator) -> object:
    words = [f"{name[:3]} {letter}" for letter in "abcdefgh"]
    match kind:
        case "k":
            return [f"{number}" for number in rng.permutation(ROWS) * 7 + 1001]
        case "n":
            return rng.lognormal(2, 1, ROWS).round(3)
        case "w":
            return rng.integers(0, 400, ROWS)
        case "s":
            return rng.integers(0, 3, ROWS)
        case "c":
            return rng.choice(words[: 2 + len(name) % 4], ROWS)
        case "m":
            return [f"{name} {number}" for number in rng.integers(0, 40, ROWS)]
        case "b":
            return rng.choice(["yes", "no"], ROWS)
        case "t":
            return [f"some words on {name}, {number} of them" for number in rng.permutation(ROWS)]
        case "d":
            return pd.date_range("2024-01-01", periods=ROWS).strftime("%Y-%m-%d")
    raise ValueError(kind)
