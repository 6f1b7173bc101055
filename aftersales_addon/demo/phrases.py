# ruff: noqa: E501 - a table is read by rows
"""What agents and customers say in between, whatever the case: (English, Chinese)."""

# What the desk asks about a product, and what the customer answers.
QUESTIONS = {
    "notebook": [
        (("Could you tell us the serial number on the bottom, and whether it also happens on battery?", "麻烦提供底部的序列号，另外请确认只用电池时是否也会出现？"),
         ("The number is on the picture. Yes, on battery as well as with the charger.", "序列号见照片，插电和用电池都会出现。")),
        (("Please start it once with F10 and choose Hardware test. Which result does it show?", "请开机按F10进入硬件检测，结果显示什么？"),
         ("The test says: passed, except for item 7, which is marked yellow.", "检测基本通过，只有第7项是黄色。")),
    ],
    "minipc": [
        (("Which version of the BIOS is shown when you press F2 at the start?", "开机按F2，请看一下BIOS版本号是多少？"),
         ("It says 1.08 of last year.", "显示1.08，去年的版本。")),
    ],
    "monitor": [
        (("Does it look the same with another cable and another computer?", "换一根线、换一台电脑，现象一样吗？"),
         ("We have tried two cables and a notebook: the same each time.", "换了两根线和一台笔记本，都一样。")),
    ],
    "printer": [
        (("Could you print the configuration page (hold OK for five seconds) and send us a picture of it?", "请长按OK五秒打印一张配置页，拍照发给我们。"),
         ("Here it is. Firmware 2.14, and about 6,200 pages printed.", "见附图，固件2.14，累计打印约6200页。")),
        (("Which paper do you use, and how is it stored?", "请问用的是什么纸，平时怎么存放？"),
         ("Ordinary 80 g paper, from the cupboard beside the printer.", "普通80克复印纸，放在打印机旁边的柜子里。")),
    ],
    "toner": [
        (("Which lot number is printed on the end of the cartridge?", "请看一下硒鼓端面印的批号是多少？"),
         ("It is the one of our last order, the number is on the picture.", "就是上次订单那批，批号见照片。")),
    ],
    "router": [
        (("Which lamps are on when it happens, and which firmware is shown under System?", "故障时哪些指示灯亮？系统页面显示的固件版本是多少？"),
         ("Power and Wi-Fi are on, Internet is off. The firmware is 3.2.1.", "电源和无线灯亮，互联网灯不亮，固件3.2.1。")),
        (("Could you send us the log (System › Log › Save)?", "请在“系统›日志”里保存日志发给我们。"),
         ("The file is attached.", "日志见附件。")),
    ],
    "switch": [
        (("Is it the same when only one device is connected?", "只接一台设备时，现象一样吗？"),
         ("Yes, even with a single computer.", "一样，只接一台电脑也不行。")),
    ],
    "camera": [
        (("Please tell us the version shown in the app under Device, and how far the next router is.", "请在应用的“设备”里查看版本号，并告诉我们距离最近的路由器多远。"),
         ("Version 5.0.3, and about twelve metres, with one wall in between.", "版本5.0.3，距离大约十二米，中间隔一堵墙。")),
    ],
    "ups": [
        (("Which devices are connected, and what does the display say?", "请问接了哪些设备，显示屏上提示什么？"),
         ("One server and the switch. The display says E21.", "一台服务器和交换机，显示E21。")),
    ],
    "powerbank": [
        (("Could you send us a picture of the label with the lot number?", "请把印有批号的标签拍照发来。"),
         ("Here is the picture of the back.", "背面照片已发。")),
    ],
    "headset": [
        (("Please reset it: hold both keys for ten seconds, then connect it anew. Is it better?", "请同时按住两个按键十秒重置，重新配对后有没有改善？"),
         ("Done, but it is the same as before.", "已经重置，情况和之前一样。")),
    ],
    "": [
        (("Could you tell us the number of the order it is about?", "方便提供一下相关的订单号吗？"),
         ("I do not have it at hand, but it was last month, in our company's name.", "手边没有订单号，是上个月以我们公司名义下的单。")),
    ],
}

RECEIVED = [
    ("Thank you for your message. We have what we need and are looking into it.", "感谢您的反馈，资料已收到，我们正在处理。"),
    ("Thank you, I have taken this over and will come back to you today.", "您好，您的问题由我负责跟进，今天之内给您答复。"),
    ("I am sorry for the trouble. I am trying it here on a unit of the same type.", "非常抱歉给您带来不便，我正在用同型号的机器复现问题。"),
]
PART_ORDERED = [
    ("The part is ordered from the maker and expected next week. We will write as soon as it is here.", "配件已向厂家订购，预计下周到货，到货后立即通知您。"),
]
APPOINTMENT = [
    ("Our technician comes on the day agreed, between nine and eleven, and calls half an hour before.", "工程师将在约定日期上午九点到十一点上门，出发前半小时电话联系您。"),
]
CARRIER_ASKED = [
    ("We have opened an inquiry with the carrier. They have to answer within five working days; we will tell you at once.", "我们已向快递公司发起查件，对方须在五个工作日内回复，有结果马上通知您。"),
]
IT_WORKS = [
    ("That was it, thank you very much!", "问题解决了，非常感谢！"),
    ("It works now. Thank you for the quick help.", "现在好了，感谢这么快帮我解决。"),
    ("Perfect, thank you.", "太好了，谢谢。"),
]
NOT_YET = [
    ("Unfortunately not: for a day it was better, and now it is as before.", "还是不行，好了一天，又和之前一样了。"),
    ("I have done all that, and it is the same again this morning.", "都照做了，今天早上又出现了。"),
]
TAKEN_UP_AGAIN = [
    ("I am sorry that it is back. I take it up again and will call you today.", "很抱歉问题又出现了，我重新跟进，今天给您回电。"),
]
STILL_BROKEN_SOLVED = [
    ("With the settings changed as we discussed on the phone it should stay solved now.", "按电话里沟通的方式修改设置后，应该不会再出现了。"),
]
NOT_NEEDED = [
    ("Sorry, it was my mistake: it works. Please forget my request.", "不好意思，是我弄错了，现在正常，不用处理了。"),
]
NOTES = [
    ("Called, but nobody answered; try again after two o'clock.", "电话无人接听，下午两点后再打。"),
    ("Same fault as in two other cases of this month: ask the maker?", "本月已有两起同样故障，是否要问厂家？"),
    ("Customer for many years, please be generous.", "老客户，请从优处理。"),
    ("Tried here with a unit from stock: cannot be reproduced.", "用库存机器测试，无法复现。"),
    ("Warranty checked: covered.", "已核实，在保修期内。"),
]
RETURN_OFFERED = [
    ("We take it back. You will get the confirmation by mail as soon as my colleague has checked the request.", "可以退回。同事审核后，您会收到确认邮件。"),
]
RETURN_APPROVED = [
    ("Your return is approved. Please pack the goods well and write the number of the return on the box.", "您的退货申请已通过，请妥善包装，并在箱上注明退货单号。"),
]
GOODS_ARRIVED = [
    ("Your parcel has arrived and is being checked.", "退回的商品已收到，正在检查。"),
]
ACTIVITIES = {
    "call": [("Call back", "回电"), ("Ask whether it works now", "回访是否正常")],
    "todo": [("Ask the maker for a date", "向厂家确认货期"), ("Test with a unit from stock", "用库存机测试"), ("Prepare the offer", "准备报价")],
}
RATINGS = {
    5: [("Quick and friendly. Thank you!", "又快又耐心，非常满意！"), ("Solved at the first attempt.", "一次就解决了。"), ("", ""), ("I have never had such a quick answer.", "没见过回复这么快的。")],
    4: [("Good help, though the answer took half a day.", "解决了，就是等了半天。"), ("", "")],
    3: [("It works, but I had to explain it twice.", "问题解决了，但我解释了两遍。"), ("", "")],
    2: [("Too slow.", "太慢了。"), ("I had to ask three times for an answer.", "催了三次才有答复。")],
    1: [("Promised a call twice, never called. I am disappointed.", "两次答应回电都没有，很失望。"), ("Three days without my device, and nobody could say how long.", "设备停用三天，没人说得清要多久。")],
}
STRANGERS = [
    ("Toby Marsh", "toby.marsh@webmail.example", "马涛", "matao@youxiang.example"),
    ("Growth Experts", "hello@growth-experts.example", "增长专家", "hello@zengzhang.example"),
]
LOG_FILE = (
    "03:12:07 kernel: wlan0 associated\n"
    "03:14:55 pppd: LCP terminated by peer\n"
    "03:15:02 pppd: Connection terminated\n"
    "03:15:33 pppd: PAP authentication succeeded\n",
    "router.log",
)

# What is said about promised times.
WHY_A_TIME_FOR_REPAIRS = ("Faults are solved within two working weeks", "故障须在两个工作周内解决")
LADDER = [("Due in four working hours: is a part missing?", "四个工时后到期：是否缺件？")]
EXCUSES = [
    ("The customer could not be reached", "多次联系客户未接通"),
    ("Power cut in the whole district", "所在片区停电"),
]
CAUSES = [
    ("process", "assignment", (
        "It lay in the common queue over lunch: nobody was on duty.",
        "午休期间工单滞留在公共队列，无人值班。",
    )),
    ("person", "answer", (
        "The draft of the answer was never sent.", "回复草稿写好后忘记发送。",
    )),
    ("system", "intake", (
        "The mail server delivered with half a day's delay.", "邮件服务器延迟半天才投递。",
    )),
    ("customer", "answer", (
        "The serial number was missing, and the phone was not answered.",
        "客户未提供序列号，电话也无人接听。",
    )),
]
