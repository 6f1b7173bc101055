# ruff: noqa: E501 - a table is read by rows
"""The tickets that end without a return: what customers report, how it goes on, what helps.

The course of each is a function of that name in `courses.py`; `*` before a course: urgent.
"""

from typing import NamedTuple


class Case(NamedTuple):
    product: str  # key of PRODUCTS, or nothing
    nature: str  # of the category
    channel: str
    course: str
    en: tuple  # subject, report, and what solved it
    zh: tuple


CASES = [
    # === NOBODY HAS TAKEN THEM YET === #
    Case(
        "ups", "fault", "portal", "*untouched",
        ("UPS beeps without pause, our server hangs on it", "Since this morning the UPS beeps every two seconds and the red lamp is on. Our practice server is connected to it, and we are afraid that it goes down with patients in the house.", ""),
        ("UPS一直鸣叫，服务器还接在上面", "今天早上开始，UPS每两秒叫一声，红灯常亮。我们的业务服务器接在上面，担心随时断电，请尽快处理。", ""),
    ),
    Case(
        "switch", "fault", "phone", "*untouched",
        ("Front desk offline: switch dead", "All lamps of the switch are off since the power cut. Four desks and the card terminal are offline. Other socket tried, no change.", ""),
        ("前台断网：交换机不亮", "停电之后交换机所有指示灯都不亮，四个工位和刷卡机全部断网，换过插座也没有用。", ""),
    ),
    Case(
        "monitor", "usage", "email", "untouched",
        ("Second monitor only at 30 Hz", "We have two of your 27 inch monitors on one PC. The first runs at 75 Hz, the second offers only 30 Hz in the settings. Both hang on HDMI. What are we doing wrong?", ""),
        ("第二台显示器只有30赫兹", "一台电脑接了两台27英寸显示器，第一台75赫兹正常，第二台在设置里只能选30赫兹，两台都用HDMI线，请问是哪里设置不对？", ""),
    ),
    Case(
        "", "suggestion", "form", "untouched",
        ("Put the return label into the parcel", "It would help a lot if a return label lay in the parcel already. Not everybody has a printer at home.", ""),
        ("建议随箱附上退货单", "建议包裹里直接附一张退货面单，不是每个人家里都有打印机。", ""),
    ),
    Case(
        "headset", "parts", "email", "untouched",
        ("Ear cushions for the wireless headset", "The cushions are worn after daily use. Can we order six pairs from you, and what do they cost?", ""),
        ("无线耳机的耳罩配件", "耳机每天使用，耳罩已经磨损，想订购六对，请问有没有货，价格多少？", ""),
    ),
    Case(
        "notebook", "usage", "chat", "untouched",
        ("How do I make a recovery stick?", "I want to reset the notebook before I give it to my daughter. The manual speaks of a recovery stick, but not of how to make one.", ""),
        ("恢复U盘怎么制作？", "想把笔记本恢复出厂设置给女儿用，说明书里提到恢复U盘，但没写怎么制作。", ""),
    ),
    Case(
        "camera", "visit", "portal", "untouched",
        ("Mounting of two cameras at the loading gate", "We would like to have the two cameras mounted above the gate, at about five metres. Do you do this, and when could somebody come?", ""),
        ("请上门安装两台摄像头", "希望把两台摄像头装在货运大门上方，高度约五米，请问能否上门安装，最快什么时候？", ""),
    ),
    Case(
        "minipc", "fault", "api", "assigned",
        ("Monitoring: fan of a mini PC stands still", "Automatic report of the customer's monitoring: fan speed 0 rpm for 12 minutes, temperature 86 degrees, host EDIT-02.", ""),
        ("监控告警：迷你主机风扇停转", "客户监控系统自动上报：风扇转速为零已持续12分钟，温度86度，主机EDIT-02。", ""),
    ),
    Case(
        "router", "fault", "phone", "assigned",
        ("Wi-Fi drops every evening", "Every evening between eight and nine the Wi-Fi is gone for some minutes, on all devices. It comes back by itself.", ""),
        ("每天晚上无线断线", "每天晚上八点到九点之间无线会断几分钟，所有设备都一样，过一会儿自己恢复。", ""),
    ),
    # === IN WORK === #
    Case(
        "printer", "fault", "email", "hero",
        ("Printer jams on every second page", "Good morning,\n\none of our two laser printers jams on every second page since yesterday. We have opened it and found no paper left inside. The other one, with the same paper, prints well.\n\nThe serial number is {serial}. We need it for prescriptions, so please tell us quickly what to do.\n\nKind regards\nCarla Reyes", ""),
        ("打印机每隔一页就卡纸", "您好：\n\n我们两台激光打印机中的一台，从昨天开始每打一页就卡一次纸，打开检查过，里面没有残留的纸。另一台用同样的纸完全正常。\n\n序列号是{serial}。处方都靠它打印，麻烦尽快告知怎么处理。\n\n何嘉丽", ""),
    ),
    Case(
        "notebook", "fault", "phone", "started",
        ("Battery lasts only one hour", "Bought this year, and the battery lasts one hour instead of eight. The battery report says 38 % of the design capacity.", ""),
        ("电池只能用一个小时", "今年才买的，电池从八小时降到一小时，电池报告显示只剩设计容量的38%。", ""),
    ),
    Case(
        "monitor", "fault", "portal", "started",
        ("Green vertical line on the screen", "A thin green line runs from top to bottom, some five centimetres from the right. It is there with every cable and in the monitor's own menu too.", ""),
        ("屏幕上有一条绿色竖线", "距离右边约五厘米处有一条从上到下的绿色细线，换线也一样，显示器自带菜单里也能看到。", ""),
    ),
    Case(
        "camera", "fault", "email", "started",
        ("No night vision since the thunderstorm", "By day the picture is good. At night it is black; one does not see the red glow of the lamps any more either.", ""),
        ("雷雨之后夜视失效", "白天画面正常，晚上一片黑，也看不到红外灯的微光了。", ""),
    ),
    Case(
        "toner", "parts", "email", "started",
        ("When is the T20 toner back in stock?", "Your shop shows the T20 toner as sold out. We need ten before the end of the month. Is there a date?", ""),
        ("T20硒鼓什么时候到货？", "网店显示T20硒鼓缺货，我们月底前需要十支，请问什么时候有货？", ""),
    ),
    Case(
        "", "complaint", "phone", "started",
        ("Invoices still go to our old address", "We have told you twice by mail that we have moved. The last invoice went to the old address again and was paid late because of it.", ""),
        ("发票还是寄到旧地址", "搬迁通知已经发过两次邮件，上一张发票又寄到旧地址，导致我们付款逾期。", ""),
    ),
    Case(
        "router", "usage", "email", "answered",
        ("Guests shall not see our printers", "We have switched on the guest network. Guests still find our office printers. How do we separate the two?", ""),
        ("访客网络能看到办公打印机", "已经打开访客网络，但访客还是能搜到办公室的打印机，怎么隔离？", ""),
    ),
    Case(
        "minipc", "fault", "portal", "answered",
        ("Mini PC does not wake up from sleep", "After lunch the screen stays black. The lamp blinks, but neither keyboard nor mouse wake it up. Only a hard switch-off helps.", ""),
        ("迷你主机休眠后无法唤醒", "午休回来屏幕一直黑着，指示灯在闪，键盘鼠标都唤不醒，只能强制关机。", ""),
    ),
    Case(
        "ups", "usage", "email", "answered",
        ("How long does the UPS last with two servers?", "We want to hang a second server on the UPS. How many minutes remain with about 400 watts in all?", ""),
        ("接两台服务器能撑多久？", "想在UPS上再接一台服务器，总功率约400瓦，停电后能撑多少分钟？", ""),
    ),
    # === WAITING === #
    Case(
        "notebook", "fault", "email", "wait_for_customer",
        ("Blue screen since the last update", "Since the update of Monday the notebook shows a blue screen once or twice a day, mostly during video calls.", ""),
        ("更新之后频繁蓝屏", "周一更新系统后，每天蓝屏一两次，多半发生在视频会议时。", ""),
    ),
    Case(
        "printer", "fault", "phone", "wait_for_customer",
        ("Grey streak on every page", "A grey streak of one centimetre on the left of every page. New toner since last week.", ""),
        ("每页左侧有灰色条纹", "每一页左边都有一厘米宽的灰条，上周刚换过硒鼓。", ""),
    ),
    Case(
        "headset", "fault", "chat", "wait_for_customer",
        ("Left side is silent", "On the left I hear nothing any more, neither by radio nor by cable.", ""),
        ("左边没有声音", "左耳完全没声音，无线和有线都一样。", ""),
    ),
    Case(
        "camera", "usage", "portal", "wait_for_customer",
        ("Recordings older than three days are gone", "The app shows only the last three days, though the memory card is large. Can we keep two weeks?", ""),
        ("录像只能保存三天", "存储卡容量很大，但应用里只能看到最近三天的录像，能不能保存两周？", ""),
    ),
    Case(
        "switch", "usage", "phone", "wait_for_customer",
        ("Which ports supply power?", "Wants to feed two telephones from the switch and asks which ports supply power.", ""),
        ("哪些端口支持供电？", "想用交换机给两部话机供电，询问哪些端口支持PoE。", ""),
    ),
    Case(
        "notebook", "fault", "walk_in", "wait_for_parts",
        ("Hinge broken, the screen falls back", "The left hinge cracks and the screen does not stay open. No fall, says the customer; the case has no marks.", ""),
        ("转轴损坏，屏幕立不住", "左侧转轴有异响，屏幕立不住。客户表示没有摔过，外壳无磕碰痕迹。", ""),
    ),
    Case(
        "printer", "parts", "phone", "wait_for_parts",
        ("Paper tray cracked", "A corner of the paper tray has broken off. Wants to buy the tray, printer itself works.", ""),
        ("纸盒开裂", "纸盒一角断裂，希望单独购买纸盒，打印机本身正常。", ""),
    ),
    Case(
        "ups", "parts", "email", "wait_for_parts",
        ("Replacement battery for the 1000 VA UPS", "The UPS asks for a new battery. Please send us an offer with the price and the time of delivery.", ""),
        ("1000VA UPS更换电池", "UPS提示更换电池，请报一下价格和货期。", ""),
    ),
    Case(
        "monitor", "fault", "email", "wait_for_parts",
        ("Stand does not hold its height", "The monitor sinks slowly to the lowest position. The screw under the stand is tight.", ""),
        ("支架自动下沉", "显示器会慢慢降到最低位置，支架底部的螺丝已经拧紧。", ""),
    ),
    Case(
        "camera", "visit", "phone", "wait_for_appointment",
        ("Mount the camera at the entrance", "Has bought a camera and wants it mounted at the entrance, cable is there. Mornings suit best.", ""),
        ("门口摄像头上门安装", "购买了摄像头，希望上门装在门口，网线已预留，上午比较方便。", ""),
    ),
    Case(
        "headset", "complaint", "email", "wait_for_carrier",
        ("Parcel shown as delivered, nothing here", "The carrier says that my headset was delivered on Tuesday and signed for. I was at home all day, and nobody rang.", ""),
        ("物流显示已签收但没收到", "快递显示周二已签收，可我全天在家，没有人敲门，也没有收到耳机。", ""),
    ),
    # === RESOLVED, NOT YET CLOSED === #
    Case(
        "router", "usage", "phone", "resolved",
        ("Changing the password of the Wi-Fi", "A colleague has left. Wants to change the password of the Wi-Fi and does not find the page.", "The password is changed under Wireless › Security. After saving, every device asks for the new one once. Please write it down for the cash desk too."),
        ("修改无线密码", "有同事离职，想改无线密码，找不到设置页面。", "无线密码在“无线设置›安全”里修改，保存后每台设备需要重新输入一次，收银台那台也别忘了。"),
    ),
    Case(
        "printer", "usage", "email", "resolved",
        ("Scan to e-mail does not work any more", "Since we changed our mail provider, the printer refuses to send scans: error 535.", "Error 535 means that the new provider refuses the old password. Enter an app password under Scan › Mail server, port 587 with TLS. We have tried it with the same provider and it works."),
        ("扫描到邮箱功能失效", "更换邮箱服务商之后，打印机无法发送扫描件，提示错误535。", "535表示新服务商拒绝旧密码，请在“扫描›邮件服务器”里填写授权码，端口587并启用TLS，我们用同一家服务商测试过，可以正常发送。"),
    ),
    Case(
        "minipc", "usage", "chat", "resolved",
        ("Two screens on one mini PC", "Is there a trick to use two monitors? Only the HDMI one shows a picture.", "The second screen goes to the USB-C socket with the display sign, on the back; the front one only charges. Then press Windows+P and choose Extend."),
        ("迷你主机接两台显示器", "想接两台显示器，现在只有HDMI那台有画面，有什么窍门吗？", "第二台请接背面带显示标志的USB-C口，正面的只能充电，接好后按Windows+P选择“扩展”。"),
    ),
    Case(
        "powerbank", "usage", "social", "resolved",
        ("May I take the power bank on a plane?", "Flying on Friday. Is the power bank allowed on board?", "Yes: it has 74 watt-hours, and up to 100 are allowed in the hand luggage (never in the suitcase). The figure is printed on its back, should somebody ask."),
        ("移动电源能带上飞机吗？", "周五要坐飞机，这个移动电源能带吗？", "可以，容量74瓦时，随身携带不超过100瓦时都允许，但不能托运，额定能量印在背面，安检时出示即可。"),
    ),
    Case(
        "monitor", "fault", "phone", "resolved",
        ("Monitor flickers at 75 Hz", "Flickers as soon as 75 Hz are set, at 60 Hz it is quiet. Graphics driver is up to date.", "The enclosed cable was an older one. With a cable marked High Speed the monitor is quiet at 75 Hz; we have sent you one, free of charge."),
        ("75赫兹下屏幕闪烁", "一设成75赫兹就闪，60赫兹正常，显卡驱动是最新的。", "原来用的线规格较旧，换成High Speed线后75赫兹稳定不闪，我们已经免费寄出一根。"),
    ),
    Case(
        "switch", "fault", "email", "resolved",
        ("One port dead after the storm", "Port 3 gives no link since the thunderstorm. The other seven work.", "Port 3 had switched itself off as a protection. After ten minutes without power, with all cables out, it is back. If it happens again we exchange the switch."),
        ("雷雨后有一个端口不通", "雷雨之后3号口没有连接，其余七个口正常。", "3号口触发了防护自动关闭，断电拔线十分钟后恢复正常。如果再次出现，我们直接换新。"),
    ),
    # === CLOSED WITHOUT ANOTHER WORD === #
    Case(
        "notebook", "usage", "email", "closed_in_silence",
        ("Keyboard types other letters", "Since yesterday Y and Z are swapped. I have changed nothing, or not that I knew of.", "Ctrl+Shift changes the layout of the keyboard, which happens easily. Press it once more, and remove the second layout under Settings › Language so that it stays."),
        ("键盘打出来的字母不对", "从昨天开始有些字母打出来不对，我没有改过设置。", "应该是误按快捷键切换了键盘布局，再按一次Ctrl+Shift即可切回，并在“设置›语言”里删除多余的布局。"),
    ),
    Case(
        "printer", "usage", "phone", "closed_in_silence",
        ("Printing on envelopes", "Envelopes come out crumpled. Asks which tray and which setting.", "Envelopes go one by one into the front slot, flap to the left, with the back door open: so the paper runs straight. Choose Envelope DL in the print window."),
        ("怎么打印信封", "信封打出来都是皱的，询问放哪个纸盒、怎么设置。", "信封请逐张放入前部手动进纸口，封口朝左，同时打开后盖走直通道，打印时选择信封尺寸。"),
    ),
    Case(
        "router", "fault", "portal", "closed_in_silence",
        ("Router restarts at night", "Each night at about three the router restarts. We see it in the log of our alarm system.", "An automatic restart was set under System › Schedule. We have shown you how to switch it off; the router itself is in order."),
        ("路由器半夜自动重启", "每天凌晨三点左右路由器会重启，报警系统的日志里能看到。", "“系统›计划任务”里设置了定时重启，关闭即可，设备本身没有问题。"),
    ),
    Case(
        "headset", "usage", "chat", "closed_in_silence",
        ("Connecting the headset with two phones", "Can the headset be connected with my private and my office phone at once?", "Yes. Connect the first one, then hold the round button for three seconds and connect the second. A call on either is announced."),
        ("耳机同时连接两部手机", "能不能同时连接私人手机和办公手机？", "可以，先连接第一部，再长按圆形按键三秒连接第二部，两边来电都会提示。"),
    ),
    Case(
        "toner", "usage", "email", "closed_in_silence",
        ("Toner shown as empty after 200 pages", "The new cartridge is said to be empty after 200 pages, but prints well. Do we have to replace it?", "No. The counter had not been reset: hold OK for five seconds with the front door open. It then shows 90 %, which fits your 200 pages."),
        ("新硒鼓打了两百页就提示没粉", "新硒鼓只打了两百页就提示用尽，但打印效果正常，需要更换吗？", "不需要，是计数器没有清零，打开前盖长按OK五秒即可，之后会显示90%左右，与两百页相符。"),
    ),
    Case(
        "", "complaint", "email", "closed_in_silence",
        ("Nobody called me back", "I was promised a call on Thursday about the offer for monitors. Nobody called. I have ordered elsewhere now.", "We are sorry: the note about your call was not handed over at the change of shift. It is now a task with a name and a time. Your next order is delivered free of charge."),
        ("承诺回电却没人联系", "说好周四回电沟通显示器报价，结果没有人联系，我已经在别处下单了。", "非常抱歉，交接班时遗漏了您的回电记录，现在已改为指定专人、限时回电。您的下一单我们免运费。"),
    ),
    # === CONFIRMED BY THE CUSTOMER === #
    Case(
        "notebook", "fault", "portal", "confirmed",
        ("Notebook does not charge any more", "The charging lamp stays off with both sockets. The charger gets warm.", "The charging electronics had locked up. Holding the power key for thirty seconds without charger has freed them, and it charges again."),
        ("笔记本充不进电", "两个接口都试过，充电灯不亮，适配器是温的。", "充电管理芯片锁死，拔掉适配器后长按电源键三十秒释放，现在充电正常。"),
    ),
    Case(
        "monitor", "usage", "portal", "confirmed",
        ("Colours look washed out", "Compared with our old monitors, the colours look pale, as behind a veil.", "The graphics card sends limited RGB. Set it to full range in the driver, and the mode of the monitor to sRGB: then black is black."),
        ("颜色发灰", "和旧显示器相比颜色发灰，像蒙了一层雾。", "显卡输出的是有限范围RGB，请在驱动里改为完全范围，并把显示器模式设为sRGB，黑色就正常了。"),
    ),
    Case(
        "ups", "fault", "portal", "confirmed",
        ("UPS switches off during the self-test", "At the weekly self-test the UPS switches off, and with it everything connected to it.", "The battery plug sat loose after the transport. You have pushed it in until it clicked, and two self-tests went through. Thank you for the pictures."),
        ("自检时UPS断电", "每周自检时UPS会关机，连接的设备全部断电。", "运输途中电池插头松动，按到卡紧之后连续两次自检通过，感谢您拍的照片。"),
    ),
    Case(
        "minipc", "usage", "portal", "confirmed",
        ("Switching on over the network", "We want to switch on the mini PCs over the network before opening. Is that possible?", "Yes: switch on Wake on LAN in the BIOS under Power, and in Windows allow the network card to wake the computer. The guide is attached to this request."),
        ("想远程网络开机", "希望营业前通过网络统一开机，可以实现吗？", "可以，在BIOS的Power里开启Wake on LAN，并在系统网卡属性中允许唤醒计算机，操作指南已附上。"),
    ),
    Case(
        "printer", "fault", "portal", "confirmed",
        ("Printer puts out blank pages", "After changing the toner all pages come out blank.", "The orange protective strip was still in the cartridge. Pulled out, it prints. We have asked the maker to make the hint on the box larger."),
        ("换硒鼓后打印全是白纸", "更换硒鼓之后，打印出来全是空白页。", "硒鼓上的橙色封条没有抽掉，抽出后打印正常，我们已建议厂家把包装上的提示做得更醒目。"),
    ),
    Case(
        "powerbank", "fault", "portal", "confirmed",
        ("Charges only up to the half", "Two of the four lamps light up, then charging ends, even over night.", "With the short cable you tried it charges fully: the long one loses too much. A 60 W cable of any length does it as well."),
        ("移动电源只能充到一半", "充到四格中的两格就停，充一整夜也一样。", "换短线后可以充满，是原来的长线损耗太大，使用60瓦的充电线即可，长度不限。"),
    ),
    Case(
        "router", "fault", "portal", "confirmed_long_ago",
        ("No Internet after the firmware update", "The router has updated itself over night. Since then it says: no Internet, though the modem is online.", "The update had set back the type of connection. Set to PPPoE with your access data, the router is online again."),
        ("固件更新后无法上网", "昨晚路由器自动更新之后提示无互联网连接，光猫是正常的。", "更新把上网方式恢复成默认，改回PPPoE并填入宽带账号后恢复正常。"),
    ),
    Case(
        "camera", "fault", "portal", "confirmed_long_ago",
        ("Camera loses the Wi-Fi", "Several times a day the camera is offline for some minutes, the one next to it is not.", "The camera hung on the far router. Bound to the near one, it has been online for two days without a gap."),
        ("摄像头经常掉线", "其中一台摄像头每天掉线好几次，每次几分钟，旁边那台正常。", "该摄像头连接的是较远的路由器，绑定到近处那台之后，两天内没有再掉线。"),
    ),
    # === CLOSED BY THE AGENT === #
    Case(
        "cable", "usage", "phone", "closed_by_agent",
        ("Does the cable carry 4K at 60 Hz?", "Asks before the next order whether the HDMI cable carries 4K at 60 Hz.", "Yes, up to 4K at 60 Hz; for 120 Hz you need the one marked Ultra."),
        ("这根线支持4K 60赫兹吗？", "下单前想确认HDMI线是否支持4K 60赫兹。", "支持，最高4K 60赫兹，如果需要120赫兹，请选购Ultra规格。"),
    ),
    Case(
        "", "suggestion", "social", "closed_by_agent",
        ("A video for the set-up would help", "Great shop, but the set-up of the cameras is hard to understand on paper. A short video would help.", "Thank you, a good idea: the first two videos are online now, and the link is printed on the packing slip from next week on."),
        ("希望有安装视频", "店很好，但摄像头的纸质说明看不太懂，希望有个短视频。", "感谢建议！前两个安装视频已经上线，下周起链接会印在装箱单上。"),
    ),
    Case(
        "switch", "visit", "phone", "closed_by_agent",
        ("Help with the move into the new rooms", "Moves into new rooms and wants the network set up on Saturday by somebody of ours.", "The network is up in all nine rooms, the ports are labelled, and the plan hangs inside the door of the rack."),
        ("搬迁新办公室请协助布网", "周六搬入新办公室，希望安排人员协助布置网络。", "九个房间的网络已全部开通，端口已贴标签，端口图贴在机柜门内侧。"),
    ),
    # === TAKEN UP AGAIN === #
    Case(
        "printer", "fault", "email", "reopened",
        ("Error 50 after the warm-up", "After some minutes of warm-up the printer stops with error 50.", "Error 50 comes from the fuser when the voltage is low. Connected to a wall socket instead of the power strip, the printer warms up normally."),
        ("预热后报错误50", "打印机预热几分钟后停止，提示错误50。", "错误50通常因电压偏低导致定影组件告警，不经插线板、直接接墙面插座后预热正常。"),
    ),
    Case(
        "notebook", "fault", "email", "reopened",
        ("Touchpad jumps over the screen", "The pointer jumps to the corner while I write, so that I delete half a sentence.", "With the driver of this month, and the palm rejection set to high, the pointer stays where it is."),
        ("触摸板乱跳", "打字时光标会突然跳到角落，经常误删半句话。", "更新到本月的触摸板驱动，并把防误触设为高之后，光标不再乱跳。"),
    ),
    Case(
        "headset", "fault", "portal", "reopened",
        ("Crackling during calls", "On calls it crackles, music plays well. It began two weeks ago.", "The microwave in the kitchen works on the same frequency. On channel 2 of the base the calls are clear."),
        ("通话时有杂音", "听音乐正常，通话时有杂音，两周前开始的。", "茶水间的微波炉与耳机同频，底座切换到2号信道后通话清晰。"),
    ),
    Case(
        "router", "usage", "email", "reopened_and_closed",
        ("VPN for two employees", "Two of our people shall work from home one day a week. Can the router do that?", "The router has a VPN server of its own. We have set up two users with you, and both have connected from outside."),
        ("两名员工需要远程办公", "有两名员工每周在家办公一天，路由器能支持远程接入吗？", "路由器自带VPN服务器，已协助建立两个账号，两位同事均已从外网连接成功。"),
    ),
    # === CANCELLED === #
    Case(
        "", "suggestion", "email", "spam",
        ("Rank first on every search engine", "Dear owner, we have looked at your website and can bring it to the first place within 30 days. Answer now for a free analysis.", ""),
        ("三十天排名第一，免费诊断", "老板您好，我们看了贵公司网站，三十天内可做到各大搜索引擎首页，回复即可免费诊断。", ""),
    ),
    Case(
        "printer", "fault", "email", "duplicate",
        ("Printer jams (sent again)", "I am not sure whether my first mail has arrived: the printer jams all the time. Please answer.", ""),
        ("打印机卡纸（再发一次）", "不确定第一封邮件有没有收到：打印机一直卡纸，请回复。", ""),
    ),
    Case(
        "monitor", "fault", "portal", "withdrawn",
        ("Loudspeakers of the monitor are silent", "No sound from the loudspeakers of the monitor, whatever I play.", ""),
        ("显示器没有声音", "显示器自带喇叭没有声音，播放什么都一样。", ""),
    ),
    Case(
        "", "usage", "phone", "mistake",
        ("Caller wanted the sales department", "Asks for a quotation for 20 notebooks. Put through to sales.", ""),
        ("来电想找销售部", "想询20台笔记本的报价，已转接销售部。", ""),
    ),
]

FOLLOW_UPS = [
    # In the order of the cases that ended long ago.
    (
        "It has come back: since the weekend there is no Internet again, with the same message as last time. We have restarted the router twice.",
        "问题又出现了：周末开始再次无法上网，提示和上次一样，重启了两次都不行。",
    ),
    (
        "For two weeks it was fine. Now the camera is offline again every afternoon.",
        "正常了两周，现在每天下午摄像头又开始掉线。",
    ),
]
