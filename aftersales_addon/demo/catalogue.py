# ruff: noqa: E501 - a table is read by rows
"""What the trader sells, and the orders of five months."""

from typing import NamedTuple

# key: English, Chinese, months of warranty, kind of goods in the eyes of the law
CATEGORIES = {
    "computers": ("Computers", "电脑", 24, "computer"),
    "displays": ("Displays", "显示设备", 36, "durable"),
    "printing": ("Printing", "打印设备", 24, "durable"),
    "consumables": ("Consumables", "耗材", 3, ""),
    "networking": ("Networking", "网络设备", 36, ""),
    "power": ("Power", "电源设备", 24, ""),
    "accessories": ("Accessories", "配件", 12, ""),
}


class Product(NamedTuple):
    category: str
    code: str
    tracking: str
    price: float  # of the English trader
    cost: float
    price_cny: float  # of the Chinese trader
    en: str
    zh: str
    policy: str = "category"
    months: int = 0


PRODUCTS = {
    "notebook": Product("computers", "C14", "serial", 899, 640, 5999, "Corvus 14 Notebook", "云雀 14 英寸笔记本电脑"),
    "minipc": Product("computers", "CMP", "serial", 449, 310, 2999, "Corvus Mini PC", "云雀迷你主机"),
    "monitor": Product("displays", "L27", "serial", 289, 190, 1899, "Lumen 27 Monitor", "明视 27 英寸显示器"),
    "printer": Product("printing", "L200", "serial", 329, 215, 2199, "Halden L200 Laser Printer", "恒印 L200 激光打印机"),
    "toner": Product("consumables", "T20", "lot", 69, 31, 459, "Halden T20 Toner Cartridge", "恒印 T20 硒鼓"),
    "router": Product("networking", "AX3", "serial", 119, 72, 799, "Nordlink AX3000 Wi-Fi Router", "北联 AX3000 无线路由器"),
    "switch": Product("networking", "SW8", "none", 59, 33, 399, "Nordlink 8-Port Switch", "北联 8 口交换机"),
    "camera": Product("networking", "OC2", "serial", 149, 88, 999, "Nordlink Outdoor Camera", "北联室外摄像头"),
    "ups": Product("power", "V1K", "serial", 199, 128, 1299, "Voltgard 1000 VA UPS", "稳盾 1000VA 不间断电源"),
    "powerbank": Product("power", "V20", "lot", 49, 24, 299, "Voltgard 20 Ah Power Bank", "稳盾 20000mAh 移动电源", "own", 12),
    "headset": Product("accessories", "LWH", "none", 89, 47, 599, "Lumen Wireless Headset", "明视无线耳机"),
    "cable": Product("accessories", "HD2", "none", 12, 3, 59, "HDMI Cable 2 m", "HDMI 高清线 2 米", "none"),
}

# Working days ago, customer, goods. The orders of some days leave in one consignment.
CONSIGNMENT = 5
ORDERS = [
    (108, "harbour", "printer:2 toner:4"),
    (107, "oakfield", "notebook:5 headset:5"),
    (106, "dmitri", "router"),
    (105, "weber", "router camera:2"),
    (104, "amelia", "notebook"),
    (103, "kestrel", "minipc:3 monitor:3 cable:6"),
    (101, "peter", "monitor cable"),
    (100, "northgate", "printer:2 toner:6 switch"),
    (98, "tamarack", "monitor:4 cable:4"),
    (97, "ingrid", "powerbank:2"),
    (95, "mirabel", "camera:4 switch:2"),
    (94, "albers", "notebook:3 monitor:3 ups"),
    (92, "yuki", "headset"),
    (91, "delft", "monitor:4 minipc:2 cable:4"),
    (88, "bruno", "camera"),
    (87, "solaris", "printer:2 toner:6"),
    (85, "mateo", "notebook headset"),
    (84, "lakeside", "router switch headset:2"),
    (82, "aurora", "monitor:4 minipc:2 ups:2"),
    (81, "henry", "printer toner"),
    (79, "vela", "camera:2 powerbank:4 router"),
    (78, "linden", "printer toner:2 ups"),
    (76, "chloe", "powerbank"),
    (75, "harbour", "ups switch"),
    (72, "fatima", "monitor"),
    (71, "kestrel", "headset:6 switch:2"),
    (69, "sean", "router"),
    (68, "oakfield", "monitor:4 cable:8"),
    (66, "nadia", "notebook"),
    (65, "mirabel", "router:3"),
    (63, "peter", "router powerbank"),
    (62, "tomas", "minipc monitor"),
    (60, "albers", "printer toner:2"),
    (59, "greta", "camera"),
    (57, "northgate", "ups:2 toner:4"),
    (56, "lucy", "powerbank headset"),
    (53, "tamarack", "notebook:2 headset:4"),
    (52, "olivier", "notebook"),
    (50, "solaris", "minipc:2 monitor:2"),
    (49, "weber", "switch ups"),
    (47, "delft", "notebook:3 headset:3"),
    (46, "dmitri", "headset"),
    (44, "vela", "minipc switch"),
    (43, "aurora", "notebook:2 powerbank:4"),
    (41, "yuki", "printer toner"),
    (40, "lakeside", "camera:2 ups"),
    (37, "linden", "toner:4 router"),
    (36, "amelia", "monitor"),
    (34, "kestrel", "camera:3 router"),
    (33, "harbour", "monitor:2 headset:2"),
    (31, "henry", "headset"),
    (30, "mirabel", "minipc monitor printer"),
    (28, "peter", "headset"),
    (27, "oakfield", "switch:4 powerbank:3"),
    (25, "albers", "headset:3 toner:4"),
    (24, "greta", "monitor"),
    (22, "northgate", "router switch:2"),
    (21, "fatima", "powerbank headset"),
    (15, "sean", "notebook"),
    (6, "tamarack", "toner:6 printer"),
]
SERIES = "26"  # of every serial: the tour of the README names one
LEFT_IN_STOCK = 8  # of each product, after the last order
LOTS = 3  # batches of each product with lots
