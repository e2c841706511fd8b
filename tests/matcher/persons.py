"""
Words about a person, and words about work that look like them.

Written from how people talk in chats and on the phone, not from the words that the
cleaning knows.
"""

from __future__ import annotations

from typing import Final

# By what they tell: each of them alone, as a clause.
TOLD: Final = {
    "sex": (
        "男", "女", "男的", "女的", "男性", "女性", "本人女", "性别男", "小伙子",
        "小伙",
        "姑娘", "小姑娘", "妹子", "帅哥", "美女", "小哥", "大姐", "大哥", "大妈",
        "大叔",
        "大爷", "阿姨", "叔叔", "小姐姐", "小哥哥", "爷们", "女生", "男生", "女孩子",
        "男孩子", "女同志", "男同志", "我是一个女的", "我是男的", "我是个小伙子",
        "俺是女的", "本人男性", "女汉子", "厂妹", "打工妹", "打工仔", "農村婦女",
        "女士",
        "家庭主妇", "單身女", "丫头", "壮汉", "姐妹俩", "兄弟俩",
        "male", "Female", "a woman", "I am a man", "I'm a girl", "lady", "guy",
        "I am a woman", "gender: male", "sex: F",
    ),
    "age": (
        "38岁", "38 岁", "今年42", "今年五十三岁", "四十多岁", "三十出头", "95后",
        "00后",
        "八五后", "零零后", "年纪大了", "年纪轻", "年龄偏大", "岁数大了", "上了年纪",
        "大龄", "中年人", "年轻人", "快五十了", "五十好几", "1985年生", "1990年出生的",
        "89年的", "属马的", "已成年", "未成年", "刚满十八岁", "退休", "退休人员",
        "老年人", "奔五的人", "年過半百", "45周歲", "年紀大了", "我今年36岁了",
        "过了四十",
        "48歲左右", "55岁以上", "青年", "三十而立", "小年轻", "岁数不小了",
        "45 years old", "aged 50", "I am 36", "a 28-year-old", "in my forties", "young",
        "middle-aged", "age 52", "retired", "58 yo", "elderly",
    ),
    "ethnicity": (
        "汉族", "回民", "汉人", "彝族", "我是彝族", "苗族人", "少数民族", "藏民",
        "维吾尔族", "民族：土家族", "回族的", "布依族姑娘", "壯族", "滿族", "彝族小伙",
        "穆斯林", "信佛的", "基督徒", "吃清真", "清真饮食", "信伊斯兰教", "有宗教信仰",
        "不信教", "回族女", "瑶家人", "朝鲜族", "维族", "哈萨克",
        "Hui", "Han Chinese", "Uyghur", "ethnic minority", "Muslim", "I am Tibetan",
        "Christian", "of the Miao people",
    ),
    "home": (
        "河南人", "东北人", "我是四川人", "河南固始人", "贵州毕节赫章人", "老家河南",
        "老家在信阳", "家是贵州的", "我是云南的", "湖南来的", "籍贯安徽阜阳", "四川籍",
        "外地人", "本地人", "农村户口", "山里人", "北方人", "老乡", "河南老乡", "同乡",
        "川妹子", "東北人", "老家貴州", "户口在镇雄", "赫章的", "大凉山的", "农村来的",
        "乡下人", "俺是周口的", "阜阳临泉人", "新疆人", "陕西佬", "来自甘肃",
        "from Henan", "I come from Sichuan", "Guizhou native", "hometown: Yunnan",
        "born in Anhui",
    ),
    "marriage": (
        "已婚", "未婚", "单身", "离了婚", "离异", "离过婚", "刚结婚", "结了婚的",
        "没结婚",
        "已婚已育", "未婚未育", "宝妈", "宝爸", "二胎妈妈", "两个孩子的妈", "有孩子",
        "有两个小孩", "家里有小孩要带", "孕妇", "怀孕了", "怀孕五个月", "哺乳期",
        "寡妇",
        "光棍", "丧偶", "單親媽媽", "单亲爸爸", "有老婆", "有男朋友", "已婚妈妈",
        "未婚爸爸", "離婚", "孩子上小学", "没有对象", "结过婚", "全职妈妈", "奶爸",
        "成家了",
        "married", "single", "divorced", "a single mother", "mother of two",
        "pregnant", "I have two kids", "unmarried", "widow", "housewife",
    ),
}  # fmt: skip

# Grafted on a job, before or behind it: the same job is left.
PREFIXES: Final = (
    "男", "女", "女性", "男士", "40岁女", "38岁的", "四十多岁的", "年轻", "中年",
    "已婚", "未婚女", "单身男", "离异的", "汉族", "彝族", "回族女", "95后", "00后女",
    "河南籍", "女的", "男的", "大龄", "年紀大的", "已婚的", "维吾尔族男", "已婚已育女",
)  # fmt: skip
SUFFIXES: Final = (
    "大姐", "大叔", "阿姨", "小哥", "小伙", "小妹", "大妈", "大爷", "小姐姐", "（女）",
    "（男，45岁）", "(female)", " male", " 女 45", "，男35", "，本人已婚", "，年紀大了",
)  # fmt: skip
JOBS: Final = (
    "文员", "普工", "缝纫工", "保洁", "司机", "会计", "电焊工", "服务员", "仓管员",
    "车间主任", "护士", "保安", "叉车司机", "裁剪工", "厨师", "主播", "包装工",
    "质检员", "店长", "收银员", "操作工", "美容师", "生产主管", "人事专员", "销售",
)  # fmt: skip
# Inside a clause, between other words; "{}" takes one of TELLING.
WITHIN: Final = {
    "{}会平车": "会平车",
    "{}想找个厂": "想找个厂",
    "{}会开叉车的": "会开叉车的",
}
# Whole wishes, and the work in them.
WISHES: Final = {
    "电子女工": "电子",
    "纺织女工": "纺织",
    "纺织男工": "纺织",
    "女大学生 文员": "大学生 文员",
    "女研究生 会计": "研究生 会计",
    "一男一女 普工": "普工",
    "两公婆 普工": "普工",
    "和老公一起进厂": "一起进厂",
    "跟我媳妇一起进厂": "一起进厂",
    "云南妹子 足疗": "足疗",
    "湖南小伙 挖机": "挖机",
    "凉山彝族 普工": "普工",
    "江西老表 木工": "木工",
    "广西仔 木工": "木工",
    "会做东北菜的四川人": "会做东北菜的",
    "四川人会做川菜": "会做川菜",
    "老家固始想找缝纫": "想找缝纫",
    "我是河南固始的想找喷水织机": "想找喷水织机",
    "适合宝妈的兼职": "适合兼职",
    "适合老年人的兼职": "适合兼职",
    "退休返聘会计": "返聘会计",
    "年轻人事专员": "人事专员",
    "住家阿姨": "住家保姆",
    "空姐": "空乘",
    "空少": "空乘",
    "前台小姐": "前台",
    "看门大爷": "看门",
    "幼儿女老师": "幼儿老师",
    "幼儿男老师": "幼儿老师",
    "带娃宝妈 保洁": "带娃 保洁",
    "研究生在读": "研究生在读",
    "♀ 缝纫": "缝纫",
    "1978年属马 缝纫": "缝纫",
    "姓名 张三 男 45岁 汉族 已婚 河南信阳人 初中": "姓名 张三 初中",
    "年龄：45 性别：女 籍贯：河南 民族：汉 婚姻：已婚 缝纫": "缝纫",
    "做飯阿姨": "做飯",
    "會開車的男司機": "會開車的司機",
}
TELLING: Final = (
    "我是女的", "本人男", "宝妈", "四川大姐", "东北小伙", "今年45岁", "年纪大了",
    "离了婚", "未婚", "我是彝族", "回民", "老家固始", "我是河南的", "属马的",
    "已婚妈妈", "95后", "孩子大了", "怀孕了",
)  # fmt: skip
ENGLISH: Final = {
    "female driver": "driver",
    "male driver": "driver",
    "I am a woman looking for sewing work": "looking for sewing work",
    "I am a 45 year old man looking for sewing work": "looking for sewing work",
    "female, supermarket": "supermarket",
    "male, supermarket": "supermarket",
    "married woman, cook": "cook",
    "Muslim woman, cook": "cook",
    "young man from Henan, welder": "welder",
    "welder, 50 years old, divorced": "welder",
    "waitress": "waiter",
    "saleswoman": "sales",
    "salesman": "sales",
    "woman driver": "driver",
    "young lady receptionist": "receptionist",
    "I am a mother with two kids, want day shift": "want day shift",
    "I'm 52, cleaner": "cleaner",
    "old man, gatekeeper": "gatekeeper",
    "I'm from Guizhou, sewing": "sewing",
    "pregnant woman office work": "office work",
    "cleaning lady": "cleaning",
}

# Products, places of work, people cared for, trades: they stay to the letter.
WORK: Final = (
    "女装店员", "男装缝制", "男鞋车间", "女鞋针车", "女包销售", "女裤裁剪", "男士内衣",
    "女士内衣销售", "女子会所", "女子健身教练", "女性用品", "男科护士", "女童装",
    "女童装设计", "男女装", "女裙裁剪", "男裤车间", "女袜", "女子监狱食堂", "男士理发",
    "母婴店", "母婴用品导购", "孕妇装", "孕妇护理", "月嫂", "育婴师", "育儿嫂",
    "产后康复师", "产后护理", "催乳师", "老年护理", "老年公寓护工", "照顾老人",
    "护理老人", "陪护失能老人", "养老院护理员", "老人鞋", "老年大学", "幼儿园",
    "幼儿园老师", "儿童乐园", "儿童摄影", "童装", "小学老师", "带孩子", "会带小孩",
    "接送孩子", "婚纱摄影", "婚庆司仪", "结婚照修图", "离婚律师助理", "单身公寓管理员",
    "清真餐厅厨师", "清真食堂", "回族餐厅厨师", "东北菜厨师", "川菜师傅", "湘菜厨师",
    "新疆餐厅", "新疆烤肉师傅", "河南烩面", "四川火锅店", "兰州拉面", "重庆小面",
    "彝族刺绣", "苗族银饰", "蒙古族舞蹈老师", "民族服饰", "水族馆", "佛教用品店",
    "5年缝纫经验", "3年工龄", "老师傅", "熟手", "负责人", "主持人", "机器人操作",
    "人事专员", "外来人员登记", "通信主管", "首先生产样品", "加入教育行业", "教徒弟",
    "生产过零件", "生产后包装", "夫妻工", "夫妻房", "情侣装", "青年旅社前台",
    "少年宫老师", "房产中介", "河南人民医院保洁", "苏州缝纫工", "盛泽喷水织机",
    "50台织机", "18米针车", "45度斜边", "工资5000", "十年经验", "退料员", "白班",
    "先进先出", "小时工", "小工", "学徒工", "技校老师", "子女上学方便",
    "women's wear", "men's shoes", "ladies' fashion shop", "female clothing",
    "elderly care", "care for the elderly", "single needle machine",
    "Muslim restaurant",
    "Tibetan medicine shop", "Hui food", "manager", "human resources", "foreman",
    "mother and baby store", "craftsman", "Christmas goods", "management", "salad cook",
    "english teacher", "forklift driver", "warehouse job no night shift",
)  # fmt: skip
