# ruff: noqa: E501 - a table is read by rows
"""The trader's people and its customers, in English and in Chinese.

Telephone numbers are those reserved for fiction where a country reserves any; every address of a
mail ends in `.example`, which nobody can own.
"""

from typing import NamedTuple

COMPANY = {
    "en": {"name": "Brightline Electronics", "email": "service@brightline.example"},
    "zh": {"name": "明辉电子商贸有限公司", "email": "service@minghui.example"},
}
MAIL_DOMAIN = {"en": "brightline.example", "zh": "minghui.example"}
ZONE = {"en": "Europe/London", "zh": "Asia/Shanghai"}


class User(NamedTuple):
    login: str  # the password as well
    groups: tuple
    teams: tuple  # keys of TEAMS
    en: str
    zh: str


USERS = [
    User("anna.agent", ("agent",), ("service",), "Anna Berg", "李安然"),
    User("leo.agent", ("agent",), ("service",), "Leo Marsh", "刘子轩"),
    User("tara.agent", ("agent",), ("technical",), "Tara Quinn", "唐雨桐"),
    User("omar.agent", ("agent",), ("technical",), "Omar Haddad", "欧阳明"),
    User("sara.specialist", ("specialist",), ("aftersales", "technical"), "Sara Lind", "沈若琳"),
    User("lena.leader", ("leader",), ("service", "technical", "aftersales"), "Lena Vogt", "雷建华"),
    User("victor.supervisor", ("supervisor",), (), "Victor Hale", "魏国强"),
    User("ada.auditor", ("auditor",), (), "Ada Moreau", "艾静怡"),
    User("will.warehouse", ("stock.group_stock_user",), (), "Will Stone", "王磊"),
    User("alice.accounting", ("account.group_account_invoice",), (), "Alice Novak", "郑雅文"),
    User("sam.sales", ("sales_team.group_sale_salesman_all_leads",), (), "Sam Porter", "孙晓峰"),
]
# Portal users: login and the key of the customer (for a company: of its contact).
PORTAL_USERS = [("carla.customer", "harbour"), ("peter.customer", "peter")]

TEAMS = {
    "service": {"en": "Customer Service", "zh": "客户服务部", "alias": "aftersales"},
    "technical": {"en": "Technical Support", "zh": "技术支持部", "alias": "tech-support"},
    "aftersales": {"en": "After-Sales", "zh": "售后服务部", "alias": "returns"},
}
# Where tickets of a category go.
CATEGORY_TEAMS = {
    "fault": "technical",
    "usage": "service",
    "return": "aftersales",
    "parts": "aftersales",
    "complaint": "service",
    "suggestion": "service",
    "visit": "technical",
}


class Person(NamedTuple):
    """A private customer, or a company (then ``contact`` is who writes and calls)."""

    name: str
    contact: str
    function: str
    street: str
    zip: str
    city: str
    country: str
    phone: str
    email: str


def _company(*values):
    return Person(*values)


def _private(name, street, zip_, city, country, phone, email):
    return Person(name, "", "", street, zip_, city, country, phone, email)


# key: (English, Chinese)
CUSTOMERS = {
    "harbour": (
        _company("Harbour Street Dental Practice", "Carla Reyes", "Practice Manager", "14 Harbour Street", "BS1 5XX", "Bristol", "GB", "+44 117 496 0114", "carla.reyes@harbour-dental.example"),
        _company("海港路口腔诊所", "何嘉丽", "诊所经理", "海港路14号", "361001", "厦门市", "CN", "+86 592 5555 0114", "he.jiali@haigang-dental.example"),
    ),
    "albers": (
        _company("Albers & Sohn Tax Advisers", "Jonas Albers", "Partner", "Lindenallee 22", "10115", "Berlin", "DE", "+49 30 23125 118", "j.albers@albers-steuer.example"),
        _company("安信税务师事务所", "安俊杰", "合伙人", "建国路22号", "100020", "北京市", "CN", "+86 10 5555 0118", "an.junjie@anxin-tax.example"),
    ),
    "mirabel": (
        _company("Hôtel Mirabel", "Claire Fontaine", "Front Office Manager", "8 rue des Tilleuls", "69002", "Lyon", "FR", "+33 4 65 71 01 22", "claire@hotel-mirabel.example"),
        _company("悦澜酒店", "方晓雯", "前厅经理", "西湖大道8号", "310002", "杭州市", "CN", "+86 571 5555 0122", "fang.xiaowen@yuelan-hotel.example"),
    ),
    "oakfield": (
        _company("Oakfield Primary School", "Graham Webb", "IT Coordinator", "Mill Lane", "LS8 2QT", "Leeds", "GB", "+44 113 496 0231", "g.webb@oakfield-school.example"),
        _company("橡树园小学", "韦志刚", "信息中心主任", "磨坊路3号", "210008", "南京市", "CN", "+86 25 5555 0131", "wei.zhigang@xiangshuyuan.example"),
    ),
    "delft": (
        _company("Delft Architects", "Sanne de Wit", "Office Manager", "Voldersgracht 31", "2611 ED", "Delft", "NL", "+31 15 555 0140", "sanne@delft-architects.example"),
        _company("筑境建筑设计院", "戴思敏", "行政经理", "同济路31号", "200092", "上海市", "CN", "+86 21 5555 0140", "dai.simin@zhujing.example"),
    ),
    "kestrel": (
        _company("Kestrel Logistics", "Declan Byrne", "Warehouse Manager", "Unit 7, Naas Road", "D12 X2P4", "Dublin", "IE", "+353 20 912 0155", "declan.byrne@kestrel-logistics.example"),
        _company("红隼物流有限公司", "白德凯", "仓储经理", "临港大道7号", "201306", "上海市", "CN", "+86 21 5555 0155", "bai.dekai@hongsun-wl.example"),
    ),
    "solaris": (
        _company("Solaris Clinic", "Marta Ibáñez", "Purchasing", "Calle de Atocha 40", "28012", "Madrid", "ES", "+34 91 555 01 61", "compras@clinica-solaris.example"),
        _company("阳光康复医院", "易梦婷", "采购部", "解放路40号", "510030", "广州市", "CN", "+86 20 5555 0161", "caigou@yangguang-kf.example"),
    ),
    "northgate": (
        _company("Northgate Printing Works", "Ruth Ellison", "Production Manager", "3 Northgate", "YO1 7HN", "York", "GB", "+44 1632 960 171", "ruth@northgate-print.example"),
        _company("北门印务有限公司", "阮玉兰", "生产经理", "北门街3号", "430014", "武汉市", "CN", "+86 27 5555 0171", "ruan.yulan@beimen-print.example"),
    ),
    "weber": (
        _company("Bäckerei Weber", "Katrin Weber", "Owner", "Marktplatz 5", "70173", "Stuttgart", "DE", "+49 711 23125 44", "weber@baeckerei-weber.example"),
        _company("魏记烘焙坊", "魏凯琳", "店主", "市场路5号", "610016", "成都市", "CN", "+86 28 5555 0144", "wei.kailin@weiji-bakery.example"),
    ),
    "tamarack": (
        _company("Tamarack Insurance Brokers", "Nicole Tran", "Office Administrator", "210 Front Street West", "M5J 3A5", "Toronto", "CA", "+1 416 555 0183", "ntran@tamarack-brokers.example"),
        _company("泰安保险经纪公司", "陈妮可", "行政专员", "福田路210号", "518033", "深圳市", "CN", "+86 755 5555 0183", "chen.nike@taian-ins.example"),
    ),
    "lakeside": (
        _company("Lakeside Veterinary Centre", "Hannah Moss", "Receptionist", "2 Lakeside Road", "LA23 3AP", "Windermere", "GB", "+44 1632 960 192", "reception@lakeside-vets.example"),
        _company("湖畔宠物医院", "莫晗", "前台", "环湖路2号", "215000", "苏州市", "CN", "+86 512 5555 0192", "qiantai@hupan-pet.example"),
    ),
    "aurora": (
        _company("Aurora Film Studio", "Elin Sandberg", "Technical Producer", "Storgatan 18", "111 23", "Stockholm", "SE", "+46 8 555 0120", "elin@aurora-film.example"),
        _company("极光影视工作室", "桑怡琳", "技术制片", "影城路18号", "266000", "青岛市", "CN", "+86 532 5555 0120", "sang.yilin@jiguang-film.example"),
    ),
    "vela": (
        _company("Vela Yachting", "Paolo Greco", "Director", "Molo 9", "16126", "Genova", "IT", "+39 010 555 0131", "p.greco@vela-yachting.example"),
        _company("帆影游艇俱乐部", "顾保罗", "总监", "滨海路9号", "572000", "三亚市", "CN", "+86 898 5555 0131", "gu.baoluo@fanying.example"),
    ),
    "linden": (
        _company("Linden Pharmacy", "Agnes Keller", "Pharmacist", "Bahnhofstrasse 60", "8001", "Zürich", "CH", "+41 44 555 01 42", "apotheke@linden.example"),
        _company("菩提大药房", "柯安妮", "执业药师", "站前路60号", "450000", "郑州市", "CN", "+86 371 5555 0142", "ke.anni@puti-yaofang.example"),
    ),
    "peter": (
        _private("Peter Novak", "27 Elm Grove", "M20 4RW", "Manchester", "GB", "+44 7700 900 127", "peter.novak@mailbox.example"),
        _private("彭志远", "榆树街27号3单元502", "116001", "大连市", "CN", "+86 138 0000 0127", "peng.zhiyuan@youjian.example"),
    ),
    "amelia": (
        _private("Amelia Hart", "5 Castle Terrace", "EH1 2DP", "Edinburgh", "GB", "+44 7700 900 205", "amelia.hart@mailbox.example"),
        _private("郝美玲", "城堡路5号", "400010", "重庆市", "CN", "+86 138 0000 0205", "hao.meiling@youjian.example"),
    ),
    "mateo": (
        _private("Mateo Cruz", "Gran Vía 12, 3º", "46002", "Valencia", "ES", "+34 600 555 012", "mateo.cruz@correo.example"),
        _private("马天佑", "花园大道12号", "650000", "昆明市", "CN", "+86 138 0000 0212", "ma.tianyou@youjian.example"),
    ),
    "ingrid": (
        _private("Ingrid Solberg", "Kirkegata 9", "0153", "Oslo", "NO", "+47 22 55 50 13", "ingrid@solberg.example"),
        _private("尹格雅", "教堂路9号", "150010", "哈尔滨市", "CN", "+86 138 0000 0213", "yin.geya@youjian.example"),
    ),
    "dmitri": (
        _private("Dmitri Petrov", "Torstraße 77", "10119", "Berlin", "DE", "+49 30 23125 077", "d.petrov@postfach.example"),
        _private("段明辉", "塔园路77号", "230001", "合肥市", "CN", "+86 138 0000 0277", "duan.minghui@youjian.example"),
    ),
    "yuki": (
        _private("Yuki Tanaka", "18 Rose Lane", "CB1 2AA", "Cambridge", "GB", "+44 7700 900 318", "yuki.tanaka@mailbox.example"),
        _private("田雪", "玫瑰巷18号", "110000", "沈阳市", "CN", "+86 138 0000 0318", "tian.xue@youjian.example"),
    ),
    "olivier": (
        _private("Olivier Masson", "3 place Carnot", "21000", "Dijon", "FR", "+33 6 39 98 01 33", "olivier.masson@courriel.example"),
        _private("欧立伟", "中心广场3号", "410000", "长沙市", "CN", "+86 138 0000 0333", "ou.liwei@youjian.example"),
    ),
    "fatima": (
        _private("Fatima Zahra", "44 High Street", "B1 1TT", "Birmingham", "GB", "+44 7700 900 444", "fatima.z@mailbox.example"),
        _private("范天晴", "大街44号", "330000", "南昌市", "CN", "+86 138 0000 0444", "fan.tianqing@youjian.example"),
    ),
    "sean": (
        _private("Sean O'Neill", "6 Quay Street", "H91 XR6P", "Galway", "IE", "+353 20 914 0456", "sean.oneill@mailbox.example"),
        _private("邵小龙", "码头街6号", "350001", "福州市", "CN", "+86 138 0000 0456", "shao.xiaolong@youjian.example"),
    ),
    "greta": (
        _private("Greta Lindqvist", "Södra vägen 21", "412 54", "Göteborg", "SE", "+46 31 390 60 21", "greta.l@mejl.example"),
        _private("葛丽塔", "南路21号", "710000", "西安市", "CN", "+86 138 0000 0521", "ge.lita@youjian.example"),
    ),
    "bruno": (
        _private("Bruno Costa", "Rua Augusta 130", "1100-053", "Lisboa", "PT", "+351 21 555 0130", "bruno.costa@correio.example"),
        _private("卜国栋", "解放大街130号", "300000", "天津市", "CN", "+86 138 0000 0530", "bu.guodong@youjian.example"),
    ),
    "chloe": (
        _private("Chloé Bernard", "51 rue Nationale", "37000", "Tours", "FR", "+33 6 39 98 01 51", "chloe.bernard@courriel.example"),
        _private("柏乔伊", "国民路51号", "050000", "石家庄市", "CN", "+86 138 0000 0551", "bai.qiaoyi@youjian.example"),
    ),
    "henry": (
        _private("Henry Walsh", "9 Orchard Close", "OX2 6JD", "Oxford", "GB", "+44 7700 900 609", "henry.walsh@mailbox.example"),
        _private("华恒", "果园里9号", "250000", "济南市", "CN", "+86 138 0000 0609", "hua.heng@youjian.example"),
    ),
    "nadia": (
        _private("Nadia Rahman", "72 Station Road", "N3 2SB", "London", "GB", "+44 7700 900 672", "nadia.rahman@mailbox.example"),
        _private("那迪娜", "站前街72号", "830000", "乌鲁木齐市", "CN", "+86 138 0000 0672", "na.dina@youjian.example"),
    ),
    "tomas": (
        _private("Tomáš Dvořák", "Dlouhá 16", "110 00", "Praha", "CZ", "+420 555 010 716", "tomas.dvorak@posta.example"),
        _private("童大伟", "长街16号", "530000", "南宁市", "CN", "+86 138 0000 0716", "tong.dawei@youjian.example"),
    ),
    "lucy": (
        _private("Lucy Adams", "1 Mill Cottage", "TR1 1AA", "Truro", "GB", "+44 7700 900 801", "lucy.adams@mailbox.example"),
        _private("路思思", "磨坊村1号", "550000", "贵阳市", "CN", "+86 138 0000 0801", "lu.sisi@youjian.example"),
    ),
}
