/** block: may not be used; ask: only with evidence, a person decides; inform: mind the law. */
export type BannedSeverity = 'block' | 'ask' | 'inform';

/** One family of words with what is the same for all of them. Words are separated by spaces, `word>suggestion`. */
export interface WordFamily {
  readonly family: string;
  readonly severity: BannedSeverity;
  readonly article: string;
  /** For the words that name none of their own; empty: leave the word out. */
  readonly suggestion: string;
  readonly words: string;
}

/** The platform's list: versioned data with an owner, changed as the practice of the authorities changes. */
export interface WordList {
  readonly id: string;
  readonly version: number;
  readonly date: string;
  readonly owner: string;
  readonly source: string;
  readonly families: readonly WordFamily[];
  /** Phrases in which a word is harmless: a hit that lies inside one of them is none. */
  readonly harmless: string;
  /** Right before a word they turn it round: 不是最便宜的, 严禁套现. */
  readonly negations: string;
  /** Before a word in its clause, with some characters between: 切勿轻信稳赚不赔的项目. They warn of it. */
  readonly warnings: RegExp;
  /** After a word in its clause: 零首付是真的吗, 零首付的陷阱. They doubt it. */
  readonly doubts: RegExp;
  /** After words of these families: who asks about a thing, or names a film by them, does not praise it. */
  readonly asked: { readonly families: string; readonly after: RegExp };
  readonly contexts: readonly WordContext[];
}

/** What stands right before or right behind a word and decides what it means there. */
export interface WordContext {
  readonly words: string;
  readonly before?: RegExp;
  readonly after?: RegExp;
  /** harmless: there it claims nothing; claim: only there it claims something. */
  readonly means: 'harmless' | 'claim';
}

const ARTICLE_9_3 = '广告法 第九条第（三）项';

/**
 * No authority publishes a complete list: “等用语” in article 9(3) is open. These are the families that the practice
 * guides of the market regulators and the trade's own lists agree on.
 */
export const PLATFORM_WORDS: WordList = {
  id: 'platform',
  version: 2,
  date: '2026-11-22',
  owner: '平台合规',
  source: '广告法（2021）第四、八、九、十三、十六、十七、二十四、二十五、二十六、二十八条；行业整理的违禁词表',
  families: [
    {
      family: 'superlative',
      severity: 'block',
      article: ARTICLE_9_3,
      suggestion: '',
      words: `最佳>优质 最好>很好 最大>大型 最优>优良 最优秀>优秀 最优质>优质 最优惠>优惠 最先进>先进 最便宜>实惠 最低价>优惠价
        最低价格>优惠价格 史上最低价>优惠价 史上最低>优惠 全网最低>优惠 全网最低价>优惠价 全国最低价>优惠价 最低折扣>折扣 价格最低>价格实惠 最受欢迎>受欢迎
        最受喜爱>受喜爱 最强>强劲 最牛 最棒>很棒 最美>优美 最火 最热销>热销 最热门>热门 最畅销>畅销 最流行>流行 最时尚>时尚 最专业>专业
        最权威 最安全>安全 最可靠>可靠 最放心>放心 最省心>省心 最省钱>省钱 最实惠>实惠 最划算>划算 最超值>超值 最具价值>有价值
        最具实力>有实力 最具影响力>有影响力 最有效>有效 最有实力>有实力 最快>快速 最快捷>快捷 最贴心>贴心 最舒适>舒适 最舒服>舒服
        最奢华 最豪华>豪华 最尊贵>尊贵 最高端>高端 最高档>高档 最高级>高级 最高品质>高品质 最高质量>高质量 最高水平>高水平 最高标准>高标准
        最高收益 最高回报 最高性价比>高性价比 性价比最高>性价比高 最顶级>高端 最顶尖>高端 最尖端>先进 最前沿>前沿 最科学>科学 最正宗>正宗
        最地道>地道 最纯正>纯正 最健康>健康 最天然>天然 最环保>环保 最耐用>耐用 最完善>完善 最完美>出色 最齐全>齐全 最全>齐全
        最全面>全面 最知名>知名 最著名>著名 最有名>有名 最负盛名>知名 最值得>值得 最值得信赖>值得信赖 最理想>理想 最赚钱 最精准>精准
        最大优惠>优惠 质量最好>质量好 服务最好>服务好 销量最高>销量高 规模最大>规模大 实力最强>实力强 力度最大>力度大 史上最强 史上最 最具性价比>有性价比
        最靠谱>靠谱 最稳定>稳定 最稳>稳定 最给力 最新鲜>新鲜 最优越>优越 最厉害 最明智>明智 最聪明 最出色>出色 最一流 最优解决方案>解决方案`,
    },
    {
      family: 'newest',
      severity: 'inform',
      article: ARTICLE_9_3,
      suggestion: '注明日期或版本',
      words: '最新 最新科技>新科技 最新技术>新技术 最新工艺>新工艺 最新发明>新发明',
    },
    {
      family: 'first',
      severity: 'block',
      article: ARTICLE_9_3,
      suggestion: '',
      words: `第一 全国第一 中国第一 世界第一 全球第一 全网第一 行业第一 业内第一 国内第一 本地第一 全省第一 全市第一 亚洲第一 同城第一
        销量第一>销量领先（注明数据来源） 排名第一>排名（注明数据来源） 口碑第一>口碑好 品质第一>品质优良 第一品牌>知名品牌 第一名 第一家 第一人 第一股 第一大 天下第一
        no1 top1 numberone 销量冠军>销量（注明数据来源） 销售冠军 销冠 冠军品牌 全国冠军 行业冠军 榜首 唯一 独一无二>独特 仅此一次 最后一波 仅此一家 别无分店 绝无仅有>少见
        无与伦比>出色 首屈一指>知名 数一数二>知名 举世无双>独特 天下无双 无人能及 无可匹敌 无可比拟>出色 前无古人 史无前例 空前绝后 无出其右 独步天下 冠绝全国
        领导品牌>知名品牌 领导者品牌 领军品牌>知名品牌 遥遥领先 填补国内空白 填补空白 填补国际空白 前所未有 无人超越 无法超越 不可超越 万里挑一`,
    },
    {
      family: 'leading',
      severity: 'ask',
      article: '广告法 第十一条、第二十八条',
      suggestion: '注明数据来源，或写“知名”',
      words: `行业领先 全球领先 世界领先 国际领先 国内领先 全国领先 领先品牌 龙头企业 行业龙头 龙头品牌 领头羊 行业标杆 行业典范 领航者 引领者 缔造者 开创者 首选品牌 知名度最高`,
    },
    {
      family: 'grade',
      severity: 'block',
      article: ARTICLE_9_3,
      suggestion: '优质',
      words: `国家级 世界级 国际级 全球级 宇宙级 银河级 殿堂级 皇家级 帝王级 史诗级 大师级 顶级>高端 顶尖>高端 顶端品质 顶奢 极品>精品 极佳>很好 绝佳>很好
        终极 极致>出色 巅峰 至尊 之最 登峰造极 至高无上 超一流>优良 世界一流>优良 国际一流>优良 国内一流>优良 全国一流>优良 超级无敌 绝版 绝世 王牌 鬼斧神工 炉火纯青 巧夺天工`,
    },
    {
      family: 'grade_disputed',
      severity: 'ask',
      article: ARTICLE_9_3,
      suggestion: '优质',
      words: '一流>优良 尖端>先进 顶配 臻品 王者 金牌 之王 奢侈 尊享 旗舰级 无敌 完美>出色 超凡 非凡品质 高级别享受',
    },
    {
      family: 'only',
      severity: 'ask',
      article: '广告法 第九条第（三）项、第二十八条',
      suggestion: '注明依据和范围',
      words: `首个 首款 首选 首家 首发 首席 首创 独家 独创 独有技术 全国首发 全国首家 国内首家 行业首家 全国首创 国内首创 世界首创 全球首发 全网首发 全球独家 全国独家 开创先河 开山鼻祖 鼻祖 创始者`,
    },
    {
      family: 'absolute',
      severity: 'block',
      article: '广告法 第九条第（三）项、第二十八条',
      suggestion: '',
      words: `100% 百分百 百分之百 百分之一百 绝对 永久 万能 零缺陷 零误差 零差评 零投诉 零失误 零故障 永不磨损 永不褪色 永不变形 永不过时 永不断线 永不掉线 永不占线 终身免费 终生免费 一劳永逸 包您满意 保证满意 立刻见效 立即见效
        无所不能 天衣无缝 无懈可击 十全十美 尽善尽美 完美无缺 完美无瑕 万无一失 人人必备 全能冠军 有求必应`,
    },
    {
      family: 'medical',
      severity: 'block',
      article: '广告法 第十六条、第十七条',
      suggestion: '',
      words: `根治 治愈率 有效率高达 包治 包治百病 药到病除 彻底治愈 完全治愈 保证治愈 治愈 永不复发 不复发 绝不复发 当场见效 当天见效 一次见效 三天见效 一针见效 神药 神医 祖传秘方 宫廷秘方 奇效
        无副作用 零副作用 没有副作用 无毒副作用 无任何副作用 无毒无副作用 安全无毒 防癌 抗癌 治癌 祛斑 包治好 妙手回春 起死回生 延年益寿 返老还童 无依赖 不反弹 永不反弹 药到痛除 特效药`,
    },
    {
      family: 'finance',
      severity: 'block',
      article: '广告法 第二十五条',
      suggestion: '投资有风险，收益不作保证',
      words: `零风险 无风险 稳赚 稳赚不赔 稳赚不亏 保本 保本保息 保本保收益 保本理财 保息 保收益 保证收益 保证盈利 承诺收益 包赚 只赚不赔 躺赚 躺着赚钱 稳定高收益 高收益低风险 高回报低风险 低风险高收益 刚性兑付 保底收益 收益保底 一夜暴富
        月入过万 日进斗金 日赚千元 内幕消息 翻倍收益 本息保障 本息无忧 收益无忧 财富自由>财务规划 轻松赚钱 必赚 稳拿收益 百倍回报 十倍回报 当天回本 快速回本 个月回本 天回本`,
    },
    {
      family: 'loan',
      severity: 'block',
      article: '广告法 第二十八条；平台接入政策',
      suggestion: '',
      words:
        '无抵押秒批 秒批 秒下款 秒到账贷款 不看征信 黑户可贷 黑户可办 无视征信 百分百下款 必下款 包下款 无门槛贷款 零门槛贷款 征信修复 洗白征信 代还信用卡 信用卡套现 套现',
    },
    {
      family: 'education',
      severity: 'block',
      article: '广告法 第二十四条',
      suggestion: '',
      words: `包过 保过 必过 稳过 包拿证 包取证 保录取 包录取 保就业 包就业 包分配 保证就业 保证录取 保证通过 保证提分 签约保过 不过退款 不过全额退款 不过全退 不过包退 保分 保上岸 包上岸 押题必中 命题人授课 考官亲授 考试原题 内部名额 内部指标 百分百通过 免考拿证 快速拿证`,
    },
    {
      family: 'property',
      severity: 'block',
      article: '广告法 第二十六条',
      suggestion: '',
      words:
        '稳升值 保证升值 升值无忧 升值无限 无限升值 升值潜力无限 升值潜力巨大 只涨不跌 必涨 包租 售后包租 返本销售 零首付 首付分期 首付贷 稳定租金回报 投资回报率高达 绝版地段 包落户',
    },
    {
      family: 'authority',
      severity: 'block',
      article: '广告法 第九条第（二）项',
      suggestion: '',
      words: `国家领导人推荐 领导人推荐 领导人题词 国家领导人参观 国家领导人视察 国家领导人莅临 人民大会堂指定 国家机关专供 机关专供 特供 专供机关 人民大会堂专用 国家免检 质量免检 免检产品 政府推荐 政府指定 国家推荐 国家指定 国务院推荐 中央推荐 公安部指定 工信部指定 卫健委推荐 工商局推荐 消协推荐 党政机关专用 军队特供 军区特供 部队专供 国宴专用 中南海特供 国旗 国徽 国歌 军旗 军徽 军歌`,
    },
    {
      family: 'trademark',
      severity: 'block',
      article: '商标法 第十四条第五款',
      suggestion: '注册商标',
      words: '驰名商标 中国驰名商标 驰名品牌',
    },
    {
      family: 'endorsement',
      severity: 'ask',
      article: '广告法 第九条第（二）项、第十一条',
      suggestion: '附上授权或证明',
      words: `官方 官方指定 官方授权 官方认证 唯一指定 指定产品 指定用品 指定品牌 指定供应商 指定合作 权威认证 权威机构推荐 权威推荐 专家推荐 医生推荐 名医推荐 国家认证 国家专利 央视 央视推荐 央视上榜 中央电视台 cctv推荐 cctv上榜 明星推荐 明星同款 院士推荐 国际认证 奥运指定`,
    },
    {
      family: 'toll_free',
      severity: 'block',
      article: '广告法 第四条、第二十八条',
      suggestion: '服务热线（主叫付市话费）',
      words: `免费热线 免费电话 免费拨打 免费客服热线 免费客服电话 免费服务热线 免费服务电话 免费咨询热线 免费咨询电话 免费投诉电话 免费投诉热线 免费订购热线 免费订购电话 免费预约电话 免费预约热线 免费报修电话 免费报修热线 免费售后电话 免费售后热线 免费400 400免费 800免费 免费800 免费来电 免费致电 免费呼叫
        免费通话 免费接听热线 全国免费 全国免费热线 全国免费电话 免话费 免电话费 免通话费 免长途费 免费长途 拨打免费 通话免费 电话免费 热线免费 来电免费 不收电话费 不收话费 零话费 零资费 不花话费 官方唯一客服 唯一客服 唯一官方客服 唯一客服电话 唯一热线`,
    },
    {
      family: 'free',
      severity: 'inform',
      article: '广告法 第八条',
      suggestion: '写明免费的内容、数量和期限',
      words: '免费 全免费 完全免费 终身包修 无条件退款 无条件退货',
    },
    {
      family: 'disparaging',
      severity: 'ask',
      article: '广告法 第十三条',
      suggestion: '只说自己的商品和服务',
      words:
        '秒杀同行 碾压同行 吊打同行 完胜同行 甩开同行 同行都是骗子 其他都是假货 别家都是假的 比别家好 比同行好 全面超越同行 打败所有对手',
    },
    {
      family: 'pressure',
      severity: 'ask',
      article: '广告法 第二十八条；价格法 第十四条',
      suggestion: '写明真实的期限和数量',
      words:
        '错过不再 错过再等一年 万人疯抢 全民疯抢 疯抢 抢疯了 再不抢就没了 跳楼价 亏本甩卖 吐血甩卖 赔本清仓 史低价 骨折价 随时涨价 马上涨价 不买后悔 恭喜获奖 恭喜中奖 点击领奖',
    },
    {
      family: 'superstition',
      severity: 'block',
      article: '广告法 第九条第（八）项',
      suggestion: '',
      words:
        '算命 改运 招财 招财进宝 招财开运 开运 辟邪 镇宅 旺夫 带来好运 逢凶化吉 驱邪 看相 占卜 求财 神灵保佑 色情 赌博 博彩 彩票预测',
    },
  ],
  harmless: `第一时间 第一次 第一步 第一季度 第一章 第一节 第一条 第一款 第一项 第一页 第一行 第一列 第一期 第一批 第一届 第一轮 第一个 第一位 第一天 第一周 第一月 第一年 第一晚 第一件 第一层 第一排 第一部分
    第一阶段 第一反应 第一印象 第一责任人 第一志愿 第一学历 第一眼 第一手 第一顺位 第一受益人 第一现场 第一线 第一笔 第一单 第一句 第一遍 第一声 第一段 第一道 第一点 第一种 第一类 第一代 第一场 第一回 第一集 第一课 第一站 第一张 第一份 第一栏
    第一格 第一级 第一组 第一区 第一号楼 第一人称 第一人民医院 第一医院 第一中学 第一小学 第一中级人民法院 第一大道 第一大街 第一产业 第一附属 第一百 第一千 第一万 第一被告 第一首 第一季 第一桶金 第一通 第一联系人 第一选项 第一口 第一包 第一例 第一学期 第一食堂 第一分公司 第一工程 第一建筑 第一党支部
    安全第一 健康第一 友谊第一 生命第一 客户第一 用户第一 顾客第一
    您最好 你最好 最好提前 最好先 最好在 最好不要 最好能 最好带 最好是 最好不 最好由 最好别 最好准备 最好现在 最好等 最好到 最好避开 最好选择工作日 最好让 最好再
    最大限度 最大化 最大值 最大程度 最大努力 最大的努力 最大并发 最大长度 最大容量 最大承重 最大载重 最大功率 最大速度 最大允许 最大音量 最大字数 最大时长 最大支持 最大可 最大为 最大不超过 最大的困难 最大原因 最大问题 最大的问题
    最快明天 最快今天 最快次日 最快当天 最快当日 最快后天 最快多久 最快什么时候 最快几 最快也要 最快需要 最快下周 最快本周 最快1 最快2 最快3 最快4 最快5 最快7 最快一 最快两 最快三
    最优解 最优化 最优路径 最强台风 最强降雨 最强对流 最全量 最安全的做法 最美夕阳 最稳妥 最有效的办法 不是最 没有最好 最值得注意
    最新消息 最新通知 最新活动 最新进展 最新动态 最新版本 最新政策 最新公告 最新一期 最新价格 最新账单 最新地址 最新安排 最新状态 最新数据 最新规定 最新要求 最新进度 最新物流 最新一条 最新余额 最新联系方式 最新班次 最新结果 最新的进展 最新的通知 最新的物流 最新版
    首席执行官 首席技术官 首席财务官 首席运营官 首席信息官 首席代表 首席科学家 首席法律顾问 首席风险官 首发站 首发车 首发班车 首发仪式 首发式 首发列车 首个工作日 首个年度 首个季度 首个自然月 首个账期 首个月 首个计费 首选号码 首选语言 首选时间 首选联系方式 首选项
    唯一标识 唯一编号 唯一编码 唯一码 唯一识别 唯一账号 唯一性 唯一的编号 唯一身份 唯一索引 唯一地址 唯一用户名 唯一联系方式 唯一凭证 唯一有效 唯一对应
    绝对值 绝对地址 绝对路径 绝对湿度 绝对误差 绝对零度 绝对不会泄露 绝对禁止 绝对不要 绝对不能 绝对不得 绝对多数 绝对时间
    永久地址 永久居留 永久基本农田 永久居民 永久删除 永久注销 永久冻结 永久封停 永久停用 永久关闭 永久保存 永久住址 永久性牙 永久车牌 永久自行车
    万能钥匙 万能险 万能充 万能表 万能账户 万能工具箱 万能试验机
    完美主义 完美结束 完美收官 无敌手 极致简约 终极目标 巅峰对决 巅峰时段 至尊卡 王牌对王牌 金牌得主 枚金牌 块金牌 奥运金牌 金牌教练员证 顶级域名 一流水准的大学 一流学科 双一流 之王朝
    国家级经济技术开发区 国家级经开区 国家级开发区 国家级高新区 国家级高新技术 国家级新区 国家级非物质 国家级非遗 国家级自然保护区 国家级贫困县 国家级风景名胜 国家级实验室 国家级森林公园 国家级示范 国家级文物 国家级检测 国家级质检 国家级课题 国家级重点 世界级难题 世界级非遗
    治愈出院 治愈系 已治愈 治愈人数 治愈病例 累计治愈 根治欠薪 根治拖欠 无风险利率 低风险地区 零风险敞口 无风险提示 是否无风险 不保本 非保本 不承诺保本 不保证本金 不保证收益 不承诺收益 不能保证收益 不得承诺收益 保本点 保本分析 不保收益 不保息 不存在零风险 没有零风险 无法保证收益 不提供保本 不得承诺保本 并不保本 并非零风险 并非无风险 不是无风险 不等于零风险 不等于无风险 不代表无风险 保本微利
    书包过 背包过 钱包过 面包过 皮包过 红包过 挎包过 荷包过 沙包过 提包过 包过期 包过大 包过小 包过重 包过来 包过去 包过程 包过节 包过年 包过滤 承包过 打包过 确保过程 确保过 保过期 保过险 投保过 参保过 社保过 环保过 医保过 担保过 年保过 续保过 车保过 包过安检
    必过之路 途中必过 考试必过线 保分红 保分期 承保分 环保分 社保分 医保分 保分公司 车险保分 投保分 参保分 投保必过 面包租 背包租 包租车 包租婆 承包租 包包租 钱包租 皮包租
    官方网站 官方微信 官方公众号 官方微博 官方渠道 官方语言 官方app 官方应用 官方商城 官方旗舰店 官方账号 官方小程序 官方邮箱 官方网址 官方文件 官方通报 官方数据 官方回复 非官方 官方汇率 官方客户端
    央视大楼 央视路 央视新闻报道 央视网 冒充国家机关 悬挂国旗 升国旗 奏国歌 唱国歌 国旗下 国徽面 国徽一面 有国徽 带国徽 国徽的一面 印有国徽 国徽页
    是否免费 并非免费 不是免费 不免费 非免费 免费吗 免费还是 不再免费 免费额度 免费停车吗 免费政策 能否免费 免费wifi 免费无线 免费义诊 免费公开课报名
    禁止赌博 严禁赌博 远离赌博 参与赌博 涉嫌赌博 网络赌博 打击赌博 跨境赌博 禁止套现 严禁套现 涉嫌套现 套现行为 非法套现 防范套现 色情信息 传播色情 淫秽色情 涉黄色情 拒绝博彩 境外博彩
    祛斑门诊 抗癌协会 抗癌药物 防癌筛查 防癌体检 防癌险 抗癌药 防癌医疗险 不复发票 特供电 特供水 榜首位置的歌 绝版书 绝版图书 独家新闻报道 独家村 首家门 手首家
    体重不反弹 电量100% 进度100% 完成100% 持股100% 100%股权 100%控股 100%棉 100%纯棉 100%羊毛 100%聚酯 100%涤纶 100%持股 比例为100% 已充至100% 充到100% 覆盖率100% 亮度100% 音量100% 进度为100% 达到100%后 负荷100% 电池100% 湿度100% 出勤率100% 100%现金 100%预付
    不得使用最 禁止使用最 不得出现最 不能说最 不得宣称 严禁使用国家级 不得使用国家级 数一数二三
    最佳观看 最佳距离 最佳状态 最佳食用 最佳拍摄 最佳时间 最佳时机 最佳赏味 最佳角度 百分百货 保本公司 保本人 保本次 保本单位 保本店 确保本 担保本 投保本 保本协议`,
  negations:
    '不是 不再 并非 不得 不能 不可 禁止 严禁 不承诺 不保证 不提供 拒绝 防范 打击 远离 涉嫌 抵制 警惕 谨防 不存在 没有所谓',
  warnings:
    /(勿(轻)?信|不要(轻)?信|别信|警惕|谨防|严防|举报|打击|整治|查处|严禁|禁止|不得|不会?提供|不出售|不销售|不从事|不参与|不能承诺|抵制|声称|自称|谎称|冒充|打着)[^，。！？；,.!?;]{0,10}$/,
  doubts:
    /^[^，。！？；,.!?;]{0,6}(是真的吗|是不是真的|可信吗|靠谱吗|合法吗|违法|骗局|诈骗|骗人|陷阱|为名|为由|旗号|的广告请|不存在|有什么区别|的区别)/,
  asked: {
    families: 'grade grade_disputed only absolute medical authority endorsement newest',
    after:
      /^[^，。！？；,.!?;]{0,10}(怎么|在哪|几点|什么时候|多久|叫什么|的?位置|电影|电视剧|节目|演出|演唱会|小说|转播|门票|入口|报名截止)/,
  },
  contexts: [
    // 您最好明天来 advises, 最好的服务 claims.
    {
      words: '最好',
      before:
        /(是|为|做到|做|品质|质量|服务|效果|口碑|技术|味道|手艺|态度|性能|全[国城网市省球]|史上|业内|行业|本市|世界上?)$/,
      after: /^(的|之|吃|喝|看|玩|听|选择|品质|品牌|团队|服务|师傅|老师|医生|产品|口碑|质量|\s*$|\s*[，。！、；,.!;])/,
      means: 'claim',
    },
    // 第一 with a measure counts. Not 第一名, 第一家, 第一人: those claim, and are words of the list.
    {
      words: '第一',
      after:
        /^[个次步条款项章节页行列期批届轮位天周月年晚早件层排阶印反手顺受现线笔单句遍声段道点种类代场回集课站张份栏格级组区首季通口包例分小秒刻杯碗辆台部套根支枚颗块片程眼志学责产附被桶联食工党百千万十附号夜关幕卷册版圈站任会]|^(财经|时装)/,
      means: 'harmless',
    },
    {
      words: '唯一',
      after:
        /^(标识|编|码|识别|账号|性|身份|索引|地址|用户名|联系|凭证|有效|对应|需要|要|能|可以|的?(问题|遗憾|区别|不同|办法|方法|途径|方式|条件|例外|缺点|不足|编号|要求|钥匙|孩子|出口|入口))/,
      means: 'harmless',
    },
    {
      words: '最大',
      after:
        /^(限度|化|值|程度|的?努力|并发|长度|容量|承重|载重|功率|速度|允许|音量|字数|时长|支持|可|为|不超过|的?(困难|原因|问题|区别|不同|遗憾)|号|面值|范围|宽度|高度|直径|压力|电流|负荷|间隔|温差|误差|人数|金额|限额|额度|距离|年龄|尺寸|重量|流量|风力)/,
      means: 'harmless',
    },
    {
      words: '最快',
      after: /^(明|今|次|当|后天|多久|什么|几|也|需|要|下|本周|\d|[一两二三四五六七八九十])/,
      means: 'harmless',
    },
    {
      words: '绝对',
      after: /^(值|地址|路径|湿度|误差|零度|不|禁止|多数|时间|位置|数量|温度|压力|音感|坐标)/,
      means: 'harmless',
    },
    {
      words: '永久',
      after: /^(地址|居|基本农田|删除|注销|冻结|封|停|关闭|保存|住址|性|车牌|自行车|驻|学籍|磁)/,
      means: 'harmless',
    },
    // 背包过, 环保过: the last syllable of another word.
    { words: '包过 包租 包分配', before: /[书背钱面皮红挎荷沙提打承烟邮腰]$/, means: 'harmless' },
    { words: '保过 保分 保息 保本', before: /[环参投社医担续车年确承劳]$/, means: 'harmless' },
    { words: '保过', after: /^[冬夏年程期户滤敏]/, means: 'harmless' },
    { words: '万能', after: /^(遥控|转换|扳手|插|角)/, means: 'harmless' },
    { words: '完美', after: /^(结局|收|落幕|匹配|避开)/, means: 'harmless' },
    { words: '永久', after: /^(授权书|有效)/, means: 'harmless' },
    { words: '特供', after: /^(货架|电|水)/, means: 'harmless' },
    { words: '官方', after: /^(电话|号码|地址|规定|说明)/, means: 'harmless' },
    { words: '领头羊', after: /^(雕塑|养殖)/, means: 'harmless' },
    { words: '一流', after: /^[程量动转向水域]/, means: 'harmless' },
    { words: '首家 首发 首选 首个', before: /[手元部榜]$/, means: 'harmless' },
    { words: '百分百', after: /^[货分姓年]/, means: 'harmless' },
    { words: '最大', after: /^[^，。！？；的]{1,5}(是多少|为|不超过|限制)/, means: 'harmless' },
    { words: '第一', after: /^(副|监护)/, means: 'harmless' },
    { words: '唯一', after: /^的(订单|编号|号码|代码|标识|账号|邮箱)/, means: 'harmless' },
    { words: '国家级', after: /^(大学生|课题|人才|基金|奖学金)/, means: 'harmless' },
    { words: '世界级', after: /^(马拉松|赛事|比赛)/, means: 'harmless' },
    { words: '绝对', after: /^(温标|没有?(收到|说过|做过|用过|拿)|音高)/, means: 'harmless' },
    { words: '免费', after: /^(的还是|自助查询|赠送的内容)/, means: 'harmless' },
    { words: '销售冠军 销冠', before: /(季度|年度|月度|本月|本周)的$/, means: 'harmless' },
    { words: '治愈', after: /^型/, means: 'harmless' },
    { words: '首家', after: /^(分店|门店|店)/, means: 'harmless' },
    { words: '特供', after: /^病号/, means: 'harmless' },
    { words: '百分之百 百分百 100%', after: /^的(学生|员工|用户|人|家庭)/, means: 'harmless' },
    { words: '顶级', after: /^(会员|赛事|菜单|目录|分类)/, means: 'harmless' },
    { words: '巅峰 王牌 金牌', after: /^(小学|中学|足浴|酒店|大厦|路|小区|合同|令箭)/, means: 'harmless' },
    { words: '无风险', after: /^警示/, means: 'harmless' },
    { words: '保分', after: /^的(事|成绩)/, means: 'harmless' },
    { words: '官方', after: /^(抖音|视频号|直播|售后和)/, means: 'harmless' },
    { words: '算命', after: /^先生的/, means: 'harmless' },
    { words: '领导品牌', after: /^(推广|部)/, means: 'harmless' },
    { words: '最好', after: /^的(办法|做法|情况|结果是)/, means: 'harmless' },
    { words: '最好', before: /(您|你|的话[，,]?)$/, after: /^[本先提带到在用能给]/, means: 'harmless' },
    {
      words: '最大',
      after: /^(输[出入]|承压|压强|电[压流]|水[压深]|负载|跨度|行程|转速|扭矩|采光|库存|客流)/,
      means: 'harmless',
    },
    {
      words: '最新',
      after:
        /^(的?(版|物流|进展|进度|通知|消息|公告|账单|状态|动态|政策|规定|要求|结果|余额|安排|数据|信息|班次|时刻|营业|固件|系统|日程|名单|目录|汇率|报价))/,
      means: 'harmless',
    },
    // A name of an institution or of a part of one.
    {
      words: '第一',
      after:
        /^([栋幢楼车]|实验|书记|财务|营业|业务|事业|销售|支[部行]|分[局店校]|派出所|幼儿园|监狱|看守所|法庭|医药|机床|汽车|轻工|师范|外国语|水厂|仓库)/,
      means: 'harmless',
    },
    { words: '排名第一 第一', after: /^的(选手|队|球队|同学|学生|车手|城市|国家|候选|供应商中标)/, means: 'harmless' },
    {
      words: '唯一',
      after: /^的?(地下|解决|途径|缺点|缺憾|出路|依据|凭据|入口|通道|标准答案|继承人|监护人)/,
      means: 'harmless',
    },
    {
      words: '独家',
      after: /^(代理|授权|经销|合作|销售|许可)?(权?(争议|纠纷|归属)|合同|协议|条款)/,
      means: 'harmless',
    },
    {
      words: '国家级',
      after:
        /^(公园|湿地|地质|森林|水利|专精特新|企业技术中心|孵化|众创|历史|文化|名胜|重点|标准|项目|奖项|资质|荣誉称号|赛事|教学|技能|科技|博物馆|运动员|裁判)/,
      means: 'harmless',
    },
    { words: '世界级', after: /^(港口|城市群|地质公园|文化遗产|自然遗产|遗产|锦标赛)/, means: 'harmless' },
    { words: '永久', after: /^(限制|封禁|拉黑|失效|屏蔽|移除|下架|禁言|锁定|牌|使用权证|代码)/, means: 'harmless' },
    { words: '永久', before: /(被|予以|将)$/, means: 'harmless' },
    { words: '万能', after: /^(胶|钥匙|工具|充电器|票|卡|公式|青年)/, means: 'harmless' },
    { words: '完美', after: /^(日记|世界|谢幕|主义|对接)/, means: 'harmless' },
    {
      words: '免费 完全免费 全免费',
      after: /^([^，。！？；]{0,6}[吗么]|还是|停车时长|时[长段间]|次数|额度|期|通道|名额|模式)/,
      means: 'harmless',
    },
    { words: '免费', before: /(是否|是不是|要不要|不再?|非)$/, means: 'harmless' },
    { words: '保本', before: /(是不是|是否)$/, means: 'harmless' },
    { words: '保本', after: /^(型与|型和|的吗|吗|不保)/, means: 'harmless' },
    { words: '包过', after: /^[户夜磅秤路桥闸]/, means: 'harmless' },
    { words: '包过', before: /(外|承|打|转|分)$/, means: 'harmless' },
    { words: '必过', after: /^(的?(路|桥|隧道|关口)|高速|收费|安检|站)/, means: 'harmless' },
    { words: '必过', before: /(途|路|上下班|上班|回家|上学)$/, means: 'harmless' },
    { words: '治愈', after: /^(后|者|人|系|出院|标准|的?(患者|病人|病例|概率|机会|可能)|了?吗)/, means: 'harmless' },
    { words: '抗癌', after: /^(基金|互助|协会|药|公益|俱乐部|斗士|故事|志愿|之路|群)/, means: 'harmless' },
    { words: '招财', after: /^(猫|路|街|大厦|银行|村|树)/, means: 'harmless' },
    {
      words: '官方',
      after:
        /^(公[告布示]|发布|通[知报告]|渠道|网[址站]|信息|消息|媒体|声明|回应|解释|口径|统计|指导价|平台|直播间|赛事)/,
      means: 'harmless',
    },
    { words: '央视', after: /^(春晚|网络|频道|新闻|体育|综合|财经|[一二]套|在哪|路)/, means: 'harmless' },
    {
      words: '金牌',
      before: /([枚块]|奥运会?|亚运会?|全运会|锦标赛|获得?|夺得?|摘得?|拿[到下])了?的?$/,
      means: 'harmless',
    },
    { words: '金牌', after: /^(得主|总数|数|榜|争夺)/, means: 'harmless' },
    {
      words: '100% 百分百 百分之百',
      before:
        /(电量?|湿度|音量|亮度|进度|负荷|负载|比例|占比|持股|油量|水位|浓度|缩放|充满?|充电|出勤率|覆盖率)[^，。！？；]{0,4}[到至达为是占]$/,
      means: 'harmless',
    },
    { words: '100% 百分百 百分之百', before: /(充[到至]|比例|持股)$/, means: 'harmless' },
    { words: '100% 百分百 百分之百', after: /^(的?(电量|子公司|股权|持股)|自动断电|控股)/, means: 'harmless' },
    { words: '遥遥领先', after: /^的?(比分|票数|分数|战绩|成绩)/, means: 'harmless' },
    { words: '国旗', before: /(升|降|悬?挂|向|敬|面|护卫)$/, means: 'harmless' },
    { words: '国旗', after: /^(护卫|班|杆|法|台|下)/, means: 'harmless' },
    { words: '终极', after: /^(pk|对决|目标|审判|测试|格斗|答辩)/i, means: 'harmless' },
    { words: '巅峰', after: /^(赛|对决|对局|时段|会议)/, means: 'harmless' },
    { words: '史上最', after: /^(严|冷|热|长假)/, means: 'harmless' },
    // Of the own staff, not of the goods.
    { words: '销售冠军 销冠', after: /^(奖|颁奖|评选|名单|是|的?(奖金|奖品|评选))/, means: 'harmless' },
    { words: '销售冠军 销冠 榜首', before: /(本[周月季年]|上[周月季]|[月季年]度|当月|业绩)$/, means: 'harmless' },
    { words: '最强', after: /^(大脑|音)/, means: 'harmless' },
  ],
};
