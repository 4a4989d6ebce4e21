/** A word of the list, its family, and where it was found. */
export interface Place {
  readonly word: string;
  readonly family: string;
  readonly start: number;
  readonly end: number;
}

/** The clause a word stands in, and the sentence around it, each cut at the word. */
interface Scope {
  readonly before: string;
  readonly after: string;
  readonly earlier: string;
  readonly later: string;
  /** What comes next, be it in another sentence: there a question is answered. */
  readonly beyond: string;
}

/**
 * What a sentence does decides what a word claims in it: an advertiser praises his own goods to somebody. Who asks, warns,
 * reports what another has said, picks one thing of several, names a place or measures a thing does not. Each rule is one of
 * these acts, told by the words that carry it; none knows the word it excuses.
 */
export function claimsNothing(text: string, place: Place): boolean {
  const scope = scopeOf(text, place);
  if (isTitle(scope) || isForbidden(scope) || isReported(scope)) return true;
  if (isOwn(scope)) return false;
  const own = RULES[place.family] ?? [];
  return [isAsked, isName, ...own].some((rule) => rule(scope, place));
}

type Rule = (scope: Scope, place: Place) => boolean;

/** As far as a sentence is looked at. */
const FAR = 60;
const SENTENCE = /[。！？；!?;\n]/;
const CLAUSE = /[，,]/;

function scopeOf(text: string, { start, end }: Place): Scope {
  const back =
    text
      .slice(Math.max(0, start - FAR), start)
      .split(SENTENCE)
      .at(-1) ?? '';
  const ahead = text.slice(end, end + FAR);
  const stop = SENTENCE.exec(ahead);
  // A question mark is part of what it ends.
  const later = stop ? ahead.slice(0, stop.index + 1) : ahead;
  return {
    before: back.split(CLAUSE).at(-1) ?? '',
    after: later.split(CLAUSE)[0] ?? '',
    earlier: back,
    later,
    beyond: ahead.slice(0, later.length + 12),
  };
}

/** 《绝世高手》 is a name. */
const isTitle = ({ earlier, later }: Scope): boolean => /《[^》]*$/.test(earlier) && /^[^《]*》/.test(later);

/** The speaker's own goods, or an invitation to buy: then nothing but a ban excuses. */
const isOwn = ({ earlier, beyond }: Scope): boolean =>
  /(我们|我司|本[店院司品校厂行楼]|本公司|我店|我院)(?!的?(业务员|员工|同事|销售|客服))/.test(earlier.slice(-16)) ||
  /(就打|就来|就选|就找|就在|我们|本店|加盟|招商|抢购|立即拨打|欢迎选购|还等什么|还不|何不|赶紧|快来|心动)/.test(
    beyond,
  ) ||
  /(想|还在为|正在)[^，]{0,4}(找|愁|选|做|要)[^，]{0,4}$/.test(earlier);

const NOT =
  '不要|请勿|切勿|勿|别|不会|不得|不能|不可|不应|不以|从不|绝不|从未|禁止|严禁|谨防|警惕|小心|避免|杜绝|拒绝|远离|如遇|遇到|凡是|如果有人|有人|若有人';
const BAN = new RegExp(
  `(${NOT})[^，,]{0,14}(相信|轻信|听信|点击|参与|收取|承诺|保证|出现|使用|宣传|推销|以|购买|转账|汇款|电话|短信|信息|广告)?[^，,]{0,10}$`,
);
const SCAM = /(诈骗|骗局|骗子|虚假|违法|违规|不实|夸大|陷阱|被骗|受骗|报警|举报|挂断|字样|用语|违禁|广告法|极限词)/;

/** Bans, warnings and talk about words as words. */
const isForbidden = ({ before, earlier, later }: Scope): boolean =>
  BAN.test(before) || SCAM.test(later) || /(广告法|违禁|极限词|骗局|诈骗)/.test(earlier);

const SAID = /(说|称|承诺|答应|保证过|宣传|告诉|写着?|收到了?)[^，。]{0,6}$/;
const COMPLAINED = /(投诉|反映|反馈|举报|是不是|是否|有没有|你们|对方|业务员|中介)/;
const DISPROVED =
  /(结果|却|但是?|根本|没有?(来|用|效|修|做|兑现|退|通过|变化|拿到|收到)|不是|不能|核实|退款|退钱|假的|怎么办)/;
/** What another has said, told by who complains of it or asks about it; praise by another is praise all the same. */
const isReported = ({ earlier, later }: Scope): boolean =>
  SAID.test(earlier) && (COMPLAINED.test(earlier) || DISPROVED.test(later));

const INTERROGATIVE =
  /(吗|么|呢)\s*[?？]?\s*$|[?？]\s*$|(怎么|哪|几[个点时号天]|多少|多久|什么|谁|如何|是否|能不能|可不可以|有没有|会不会|咨询一?下|查一下|问一下)/;
/** A question about a thing by one who deals with it. */
const isAsked: Rule = ({ before, later }) =>
  INTERROGATIVE.test(later) || /(请问|咨询一?下|查询|是不是|是否|有没有|哪[个家位款种一]?|想问)/.test(before);

const NAMED =
  /^[^的，。！？；、\s]{0,3}(路|街|巷|大道|小区|花园|公寓|大厦|广场|地铁站|车站|医院|学校|小学|中学|大学|学院|幼儿园|酒店|宾馆|教学楼|号楼|大桥|村|镇|俱乐部|协会|先生|女士|小姐)/;
const isName: Rule = ({ after }) => NAMED.test(after);

const DATA =
  '输入|上传|填写|核对|描述|评价|提交|出示|退票|挂失|核实|投诉|申请|补办|补开|解绑|查收|反馈|说明|登记|录入|勾选|您选择的是';
/** Not what is promised for it: 申请即送. */
const HANDLED = new RegExp(`(${DATA})(?![了后]?(即|就|送|享|领|立))`);
/** The sentence has somebody do something with data, a paper or an account. */
const isHandled: Rule = ({ before, after }) => HANDLED.test(before) || HANDLED.test(after);

const THEM = /(他(?!家)|她(?!家)|孩子|学生|员工|患者|病人|同学|爸|妈|先生|女士)(家|们)?[^，]{0,10}$/;
/** Of a person who is neither seller nor goods; or by one who says what moves him. */
const isPersonal: Rule = ({ before }) =>
  THEM.test(before) || /(^|[^们])我$/.test(before) || /[您你我](自己)?(认为|觉得|感觉|说的)[^，]{0,4}$/.test(before);

const ONE =
  /^的?((那|这|哪)[一两几]?[个只家款种条笔趟项张串次位层排期批班辆份]|[一两三几][笔趟项张串条次班批份位层期])/;
/** Picks one of several. */
const isPicked: Rule = ({ after }) => ONE.test(after);

const MEASURE =
  /^的?[^的，。！？；、]{0,3}(度|量|数|数值|值|率|额|宽|重量|电压|电流|水压|功率|速|距离|时间|时长|期限|上限|下限|容积|面积|面值|级别|价位|年龄|间隔|档位|余额|消费|温|分|工资|标准|名额)(?!价?[高低好优]的?服务)/;
/** Measures a thing. */
const isMeasured: Rule = ({ after }, { word }) => word.length <= 3 && MEASURE.test(after);

const CONTEST =
  /(得主|奖状|奖杯|颁奖|评选|获奖|选手|辩手|影片|男主角|女主角|男演员|女演员|导演|球员|射手|阵容|名单|中奖)/;
/** Prizes and line-ups are called so. */
const isContest: Rule = ({ before, after }) => CONTEST.test(before) || CONTEST.test(after);

const DONE = /^(已经?|将|发布|公布|回复|宣布|通知|回应|表示|说|称|证实|确认)/;
/** An authority that makes something known. */
const isAnnouncing: Rule = ({ after }) => DONE.test(after);

/** Of who has recovered, or has had done what was to be done. */
const isPast: Rule = ({ before, after }) =>
  /(已经?|曾|被)$/.test(before) || /^(者|了|后|出院|的?(患者|病人))/.test(after);

const TIED = /^的?一?[次张条笔份位]|^[^的，。]{0,4}(者|人)(?!气)|^(能|可|需|要|会)/;
/** One of its kind by the order of things, not by its merit. */
const isTied: Rule = ({ after }) => TIED.test(after);

const LISTED = /^(账单|阵容|语言|大股东|股东|被告|原告|附属|教学|工作|责任|监护|债权|债务|还款|扣款|缴费|住院|个月)/;
const isListed: Rule = ({ after }) => LISTED.test(after);

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  superlative: [isHandled, isPersonal, isPicked, isMeasured, isContest],
  newest: [isHandled, isPersonal, isPicked],
  first: [isHandled, isPersonal, isTied, isContest, isListed],
  grade: [isHandled, isPersonal, isContest],
  grade_disputed: [isHandled, isPersonal, isContest],
  only: [isHandled, isContest, isListed],
  absolute: [isHandled],
  medical: [isHandled, isPast],
  endorsement: [isAnnouncing],
  free: [],
};
