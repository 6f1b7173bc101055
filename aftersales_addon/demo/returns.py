# ruff: noqa: E501 - a table is read by rows
"""The tickets that lead to a return: as in `cases.py`, with the reason and what the desk decides."""

from typing import NamedTuple


class Return(NamedTuple):
    product: str
    nature: str
    channel: str
    course: str
    reason: str  # aftersales.reason
    quantity: int
    en: tuple  # subject, report, and what is said at the end
    zh: tuple


RETURNS = [
    Return(
        "headset",
        "return",
        "portal",
        "return_requested",
        "changed_mind",
        1,
        (
            "The headset is too tight, I wish to return it",
            "After an hour my ears hurt. It is as new, in its box, with all parts.",
            "",
        ),
        ("耳机夹头，想退货", "戴一小时耳朵就疼，耳机全新，包装和配件齐全，想退货。", ""),
    ),
    Return(
        "notebook",
        "fault",
        "email",
        "return_requested",
        "defective",
        1,
        (
            "Several dead pixels in the middle of the screen",
            "There are five black dots in the middle of the screen, two of them side by side. They are there in every program.",
            "",
        ),
        ("屏幕中间有多个坏点", "屏幕中间有五个黑点，其中两个相邻，在任何程序里都能看到。", ""),
    ),
    Return(
        "powerbank",
        "fault",
        "email",
        "*return_approved",
        "defective",
        1,
        (
            "Power bank gets very hot",
            "While charging it got so hot that I could not hold it any more, and it smelled. I have put it on the balcony.",
            "",
        ),
        ("移动电源发烫严重", "充电时烫得拿不住，还有焦味，我已经把它放到阳台上了。", ""),
    ),
    Return(
        "router",
        "return",
        "phone",
        "return_approved",
        "changed_mind",
        1,
        (
            "Ordered the wrong router",
            "Needs the one with a telephone socket; this one is still sealed.",
            "",
        ),
        ("买错了路由器型号", "需要带电话口的型号，这台还没拆封，想退货。", ""),
    ),
    Return(
        "toner",
        "fault",
        "email",
        "return_partly_received",
        "defective",
        2,
        (
            "Toner cartridges leak",
            "Two of the cartridges leak: the printer is black inside, and so were our hands.",
            "",
        ),
        ("硒鼓漏粉", "有两支硒鼓漏粉，打印机里面全是黑粉，手也弄黑了。", ""),
    ),
    Return(
        "monitor",
        "fault",
        "phone",
        "return_inspected",
        "transport",
        1,
        (
            "Panel cracked in transport",
            "Box dented at a corner, panel cracked at the same place. Pictures are sent by mail.",
            "",
        ),
        ("运输途中屏幕碎裂", "外箱一角凹陷，同一位置屏幕有裂纹，照片稍后邮件发来。", ""),
    ),
    Return(
        "camera",
        "return",
        "portal",
        "return_received",
        "description",
        1,
        (
            "Camera has no loudspeaker",
            "The shop says that one can speak through the camera. Ours has a microphone only.",
            "",
        ),
        ("摄像头没有喇叭，与描述不符", "网页上写支持双向对讲，实际只有麦克风，没有喇叭。", ""),
    ),
    Return(
        "ups",
        "fault",
        "email",
        "return_credit_draft",
        "defective",
        1,
        (
            "UPS hums loudly",
            "The UPS hums so loudly that nobody wants to sit beside it, also without any load.",
            "",
        ),
        ("UPS噪音很大", "UPS嗡嗡声很大，不接设备也一样，旁边根本没法坐人。", ""),
    ),
    Return(
        "headset",
        "return",
        "phone",
        "return_credit_draft",
        "wrong_item",
        1,
        (
            "White headset delivered instead of black",
            "Ordered black, got white. Does not want an exchange, has bought another one meanwhile.",
            "",
        ),
        ("订的黑色，收到白色", "订购黑色耳机，收到白色，已另行购买，不需要换货，要求退货。", ""),
    ),
    Return(
        "notebook",
        "fault",
        "phone",
        "return_refunded",
        "defective",
        1,
        (
            "Notebook fails to start, the third time",
            "Repaired twice by the maker, black again this morning. Wants the money back, not a third repair.",
            "The credit note is on its way to you. We are sorry for the three failures and have reported them to the maker.",
        ),
        (
            "笔记本第三次无法开机",
            "厂家已修过两次，今早又黑屏，不接受第三次维修，要求退款。",
            "贷项通知单已开出。三次故障给您带来不便，非常抱歉，我们已向厂家反馈。",
        ),
    ),
    Return(
        "switch",
        "return",
        "email",
        "return_refunded",
        "description",
        1,
        (
            "Switch is not silent",
            "It is sold as silent, but it whistles. In our consulting room that is not possible.",
            "We have credited the switch, and the word silent is gone from its page.",
        ),
        (
            "交换机有啸叫声",
            "宣传是静音的，实际有高频啸叫，放在诊室里无法接受。",
            "款项已退，商品页面的“静音”字样也已删除。",
        ),
    ),
    Return(
        "monitor",
        "return",
        "portal",
        "return_refunded",
        "changed_mind",
        1,
        (
            "The monitor is too large for the desk",
            "It looked smaller in the shop. Unused, in its box.",
            "The monitor is back with us in good order and the amount is credited. Thank you for the careful packing.",
        ),
        (
            "显示器太大，桌子放不下",
            "实物比想象中大，未使用，原包装完好，想退货。",
            "显示器已完好收回，款项已退，感谢您细心包装。",
        ),
    ),
    Return(
        "powerbank",
        "fault",
        "email",
        "*return_refunded",
        "defective",
        1,
        (
            "Power bank has swollen",
            "The case bulges on one side by some millimetres. I do not charge it any more.",
            "The amount is credited. The whole lot is being looked at; thank you for telling us at once.",
        ),
        (
            "移动电源鼓包",
            "外壳一侧鼓起几毫米，我已经不敢再充电了。",
            "款项已退。同批次产品正在排查，感谢您及时告知。",
        ),
    ),
    Return(
        "printer",
        "fault",
        "phone",
        "return_exchanged",
        "defective",
        1,
        (
            "Fuser broken after five weeks",
            "Prints pale and smears; the technician on the phone suspects the fuser. Needs a printer, not money.",
            "The new printer is with you, and its warranty runs from its delivery. Enjoy printing!",
        ),
        (
            "定影组件损坏",
            "打印发白、一擦就掉，电话判断为定影组件损坏，客户要求换机，不要退款。",
            "新打印机已送达，保修自本次交付起算，祝使用愉快！",
        ),
    ),
    Return(
        "router",
        "fault",
        "portal",
        "return_exchanged",
        "defective",
        1,
        (
            "Network sockets of the router are dead",
            "The Wi-Fi works, but none of the four sockets does.",
            "The new router is delivered; the settings could be taken over with the file you had saved.",
        ),
        (
            "路由器网口全部失效",
            "无线正常，但四个网口都不通。",
            "新路由器已送达，之前备份的配置文件可以直接导入。",
        ),
    ),
    Return(
        "camera",
        "fault",
        "email",
        "return_exchanging",
        "defective",
        1,
        (
            "Water inside the lens",
            "After the rain there is water behind the glass, though it hangs under the roof.",
            "",
        ),
        ("镜头进水", "下雨之后镜头里面有水汽，摄像头装在屋檐下，并没有直接淋雨。", ""),
    ),
    Return(
        "notebook",
        "fault",
        "walk_in",
        "return_refused",
        "defective",
        1,
        (
            "Coffee over the keyboard",
            "Half a cup of coffee over the keyboard, several keys stick. Asks whether that is under warranty.",
            "Liquid damage is not covered by the warranty. We can repair the keyboard at a fixed price; the quotation is attached to your request.",
        ),
        (
            "咖啡洒到键盘上",
            "半杯咖啡洒在键盘上，多个按键粘连，询问是否保修。",
            "进液损坏不在保修范围内，我们可以按固定价格更换键盘，报价已附上。",
        ),
    ),
    Return(
        "minipc",
        "return",
        "email",
        "return_cancelled",
        "description",
        1,
        (
            "Return because of a missing power cable",
            "There was no power cable in the box, so we cannot use the mini PC and want to return it.",
            "The cable lay under the inlay of the box, as you write. The return is cancelled; thank you for telling us.",
        ),
        (
            "缺少电源线要求退货",
            "箱子里没有电源线，无法使用，要求退货。",
            "您回信说电源线在内衬下面找到了，退货申请已取消，感谢告知。",
        ),
    ),
    Return(
        "notebook",
        "fault",
        "phone",
        "return_repaired",
        "defective",
        1,
        (
            "Hinge of the notebook is broken",
            "The left hinge has come out of the case; the lid no longer stays open.",
            "Hinge and lid are replaced under warranty, free of charge. The notebook is on its way back to you.",
        ),
        (
            "笔记本转轴断裂",
            "左侧转轴从机壳脱出，屏幕合不上也立不住。",
            "转轴和上盖已按保修免费更换，笔记本已寄回给您。",
        ),
    ),
    Return(
        "printer",
        "fault",
        "email",
        "return_repairing",
        "defective",
        1,
        (
            "Printer draws in several sheets at once",
            "Since Monday it draws in three or four sheets at once, also with new paper and after cleaning the rollers.",
            "",
        ),
        ("打印机一次进多张纸", "周一起每次进三四张纸，换新纸、清洁搓纸轮都没用。", ""),
    ),
    Return(
        "monitor",
        "fault",
        "portal",
        "return_without_fault",
        "defective",
        1,
        (
            "The monitor flickers",
            "It flickers every few minutes. We need it to be looked at.",
            "Three days on the bench, no flicker. The cable that came with it was damaged; a new one is in the box.",
        ),
        (
            "显示器闪屏",
            "每隔几分钟闪一次，请帮忙检测。",
            "在检测台连续运行三天未见闪屏，问题出在随附的线缆，箱内已放入新线。",
        ),
    ),
    Return(
        "headset",
        "return",
        "email",
        "return_reduced",
        "transport",
        1,
        (
            "Scratch on the new headset",
            "There is a long scratch on the left side. It works well; with a discount I would keep it.",
            "You keep the headset, and a fifth of its price is credited to you.",
        ),
        (
            "新耳机有划痕",
            "左侧有一道明显划痕，功能正常，给些优惠我就留下。",
            "耳机归您保留，已退还售价的五分之一。",
        ),
    ),
]
GOODWILL = ("Good customer for years; goodwill.", "老客户，按善意处理。")
ARTICLE = ("Terms of warranty, section 4: damage by liquids", "保修条款第四条：进液损坏")
REFUSAL = ("Liquid damage is excluded from the warranty.", "进液损坏不在保修范围内。")
