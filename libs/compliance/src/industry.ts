/** What a licence beside the business licence (行业许可证) is called, and the law that asks it. */
interface Licence {
  readonly zh: string;
  readonly en: string;
  readonly source: string;
}

export const LICENCES = {
  medical_practice: {
    zh: '医疗机构执业许可证',
    en: 'Medical institution practice licence',
    source: '医疗机构管理条例（2016）第十五条',
  },
  drug_trade: { zh: '药品经营许可证', en: 'Drug trade licence', source: '药品管理法 第五十一条' },
  device_trade: {
    zh: '医疗器械经营许可证或备案凭证',
    en: 'Medical device trade licence or filing',
    source: '医疗器械监督管理条例 第四十一条、第四十二条',
  },
  food_trade: { zh: '食品经营许可证', en: 'Food trade licence', source: '食品安全法 第三十五条' },
  food_production: { zh: '食品生产许可证', en: 'Food production licence', source: '食品安全法 第三十五条' },
  finance: { zh: '金融许可证', en: 'Financial licence', source: '银行业监督管理法 第十九条' },
  insurance: { zh: '保险许可证', en: 'Insurance licence', source: '保险法 第六十七条、第一百一十九条' },
  securities: { zh: '经营证券期货业务许可证', en: 'Securities and futures licence', source: '证券法 第一百二十条' },
  payment: { zh: '支付业务许可证', en: 'Payment licence', source: '非银行支付机构监督管理条例 第六条' },
  schooling: { zh: '民办学校办学许可证', en: 'Private school licence', source: '民办教育促进法 第十八条' },
  staffing: {
    zh: '人力资源服务许可证',
    en: 'Human resources service licence',
    source: '人力资源市场暂行条例 第十八条',
  },
  dispatch: { zh: '劳务派遣经营许可证', en: 'Labour dispatch licence', source: '劳动合同法 第五十七条' },
  law_firm: { zh: '律师事务所执业证书', en: 'Law firm licence', source: '律师法 第十八条' },
  audit_firm: { zh: '会计师事务所执业证书', en: 'Audit firm certificate', source: '注册会计师法 第二十五条' },
  security_guard: { zh: '保安服务许可证', en: 'Security service licence', source: '保安服务管理条例 第九条' },
  travel: { zh: '旅行社业务经营许可证', en: 'Travel agency licence', source: '旅游法 第二十八条' },
  hotel: { zh: '旅馆业特种行业许可证', en: 'Hotel licence', source: '旅馆业治安管理办法 第四条' },
  road_transport: { zh: '道路运输经营许可证', en: 'Road transport licence', source: '道路运输条例 第十条、第二十四条' },
  courier: { zh: '快递业务经营许可证', en: 'Courier licence', source: '邮政法 第五十一条' },
  construction: { zh: '建筑业企业资质证书', en: 'Construction qualification', source: '建筑法 第二十六条' },
  property_development: {
    zh: '房地产开发企业资质证书',
    en: 'Property developer qualification',
    source: '城市房地产开发经营管理条例 第九条',
  },
  telecom_value_added: {
    zh: '增值电信业务经营许可证',
    en: 'Value-added telecom licence',
    source: '电信条例 第七条、第十四条',
  },
  online_publishing: {
    zh: '网络出版服务许可证',
    en: 'Online publishing licence',
    source: '网络出版服务管理规定 第七条',
  },
  broadcast: {
    zh: '广播电视节目制作经营许可证',
    en: 'Programme production licence',
    source: '广播电视管理条例 第三十一条',
  },
  hazardous_chemicals: {
    zh: '危险化学品经营许可证',
    en: 'Hazardous chemicals licence',
    source: '危险化学品安全管理条例 第三十三条',
  },
  gas: { zh: '燃气经营许可证', en: 'Gas supply licence', source: '城镇燃气管理条例 第十五条' },
} as const satisfies Record<string, Licence>;
export type LicenceCode = keyof typeof LICENCES;

export interface Industry {
  readonly zh: string;
  readonly en: string;
  readonly verdict: 'allowed' | 'licence' | 'refused';
  /** All of them are asked. Empty unless the verdict is `licence`. */
  readonly licences: readonly LicenceCode[];
  /** Law, or the platform's own policy where no law says it. */
  readonly source: string;
}

const allowed = (zh: string, en: string): Industry => ({
  zh,
  en,
  verdict: 'allowed',
  licences: [],
  source: 'GB/T 4754-2017',
});
const licensed = (zh: string, en: string, ...licences: readonly LicenceCode[]): Industry => ({
  zh,
  en,
  verdict: 'licence',
  licences,
  source: licences.map((code) => LICENCES[code].source).join('、'),
});
const refused = (zh: string, en: string, source: string): Industry => ({
  zh,
  en,
  verdict: 'refused',
  licences: [],
  source,
});

/** 平台接入政策: what the large voice platforms of China do not connect either, beside the law. */
const POLICY = '平台接入政策';

/** The trades a 400 number may be used for. Order is the order of the list that the applicant sees. */
export const INDUSTRIES = {
  manufacturing: allowed('制造业', 'Manufacturing'),
  wholesale_retail: allowed('批发和零售', 'Wholesale and retail'),
  ecommerce: allowed('电子商务（自营）', 'E-commerce, own goods'),
  ecommerce_platform: licensed('电子商务平台', 'E-commerce platform', 'telecom_value_added'),
  software: allowed('软件和信息技术服务', 'Software and IT services'),
  internet: licensed('互联网信息服务', 'Internet information services', 'telecom_value_added'),
  call_centre: licensed('呼叫中心业务', 'Call centre outsourcing', 'telecom_value_added'),
  online_games: licensed('网络游戏', 'Online games', 'online_publishing', 'telecom_value_added'),
  business_services: allowed('商务服务', 'Business services'),
  consulting: allowed('咨询和知识产权服务', 'Consulting and intellectual property'),
  advertising: allowed('广告和会展', 'Advertising and exhibitions'),
  repair: allowed('家电维修和售后服务', 'Repair and after-sales service'),
  household: allowed('家政和居民服务', 'Household services'),
  automotive: allowed('汽车销售和服务', 'Car sales and service'),
  decoration: allowed('家居和装饰装修', 'Home and decoration'),
  property_management: allowed('物业管理', 'Property management'),
  property_development: licensed('房地产开发', 'Property development', 'property_development'),
  property_agency: allowed('房地产经纪', 'Property agency'),
  construction: licensed('建筑施工', 'Construction', 'construction'),
  agriculture: allowed('农林牧渔', 'Agriculture, forestry, fishing'),
  energy: allowed('电力、热力和水', 'Power, heat and water'),
  gas: licensed('燃气', 'Gas supply', 'gas'),
  chemicals: licensed('危险化学品', 'Hazardous chemicals', 'hazardous_chemicals'),
  food: licensed('食品销售', 'Food trade', 'food_trade'),
  food_production: licensed('食品生产', 'Food production', 'food_production'),
  catering: licensed('餐饮', 'Catering', 'food_trade'),
  hotel: licensed('酒店住宿', 'Hotels', 'hotel'),
  travel: licensed('旅行社', 'Travel agencies', 'travel'),
  transport: licensed('道路运输', 'Road transport', 'road_transport'),
  courier: licensed('快递', 'Courier services', 'courier'),
  warehousing: allowed('仓储和货运代理', 'Warehousing and freight forwarding'),
  leasing: allowed('租赁（非金融）', 'Leasing, not financial'),
  education: licensed('民办学校和校外培训', 'Private schools and tutoring', 'schooling'),
  training: allowed('企业培训', 'Corporate training'),
  culture_sports: allowed('文化、体育和娱乐', 'Culture, sports and entertainment'),
  media: licensed('影视节目制作', 'Film and programme production', 'broadcast'),
  staffing: licensed('人力资源服务', 'Human resources', 'staffing'),
  dispatch: licensed('劳务派遣', 'Labour dispatch', 'dispatch'),
  legal: licensed('律师事务所', 'Law firms', 'law_firm'),
  audit: licensed('会计师事务所', 'Audit firms', 'audit_firm'),
  security_guard: licensed('保安服务', 'Security services', 'security_guard'),
  medical: licensed('医疗机构', 'Medical institutions', 'medical_practice'),
  pharmacy: licensed('药品销售', 'Pharmacies', 'drug_trade'),
  medical_devices: licensed('医疗器械', 'Medical devices', 'device_trade'),
  banking: licensed('银行和持牌金融机构', 'Banks and licensed finance', 'finance'),
  insurance: licensed('保险和保险中介', 'Insurance', 'insurance'),
  securities: licensed('证券、期货和基金', 'Securities, futures and funds', 'securities'),
  payment: licensed('第三方支付', 'Third-party payment', 'payment'),
  public_service: allowed('政府、公共服务和公益', 'Government, public service and charity'),
  other: allowed('其他行业', 'Other'),
  debt_collection: refused('债务催收', 'Debt collection', POLICY),
  loan_agency: refused('贷款中介、网络借贷', 'Loan agency and online lending', POLICY),
  card_pos: refused('信用卡代办、POS 机推销', 'Credit card and POS agency', POLICY),
  stock_tips: refused('股票推荐、荐股', 'Stock tips', '证券法 第一百六十条'),
  virtual_currency: refused(
    '虚拟货币',
    'Virtual currency',
    '关于进一步防范和处置虚拟货币交易炒作风险的通知（银发〔2021〕237号）',
  ),
  cosmetic_surgery: refused('整形美容', 'Cosmetic surgery', POLICY),
  health_products: refused('保健品电话销售', 'Health products by telephone', POLICY),
  gambling: refused('博彩、彩票代购', 'Gambling and lottery agency', '刑法 第三百零三条'),
  private_detective: refused('私人侦探、调查', 'Private detectives', POLICY),
  pyramid_selling: refused('传销', 'Pyramid selling', '禁止传销条例 第七条'),
} as const satisfies Record<string, Industry>;
export type IndustryCode = keyof typeof INDUSTRIES;
export const INDUSTRY_CODES = Object.keys(INDUSTRIES) as [IndustryCode, ...IndustryCode[]];

/**
 * Words of which at least one belongs into the scope of business (经营范围) on the licence of who says to be of this
 * trade. Only trades whose scope is worded by the catalogue (经营范围登记规范表述目录) or by law are listed.
 */
export const SCOPE_WORDS: Readonly<Partial<Record<IndustryCode, readonly string[]>>> = {
  call_centre: ['呼叫中心', '增值电信', '电信业务'],
  internet: ['互联网信息服务', '增值电信', '电信业务'],
  construction: ['施工', '建筑', '建设工程'],
  property_development: ['房地产开发'],
  property_agency: ['房地产经纪'],
  property_management: ['物业'],
  catering: ['餐饮'],
  food: ['食品'],
  food_production: ['食品'],
  hotel: ['住宿', '酒店', '旅馆', '宾馆'],
  travel: ['旅行社', '旅游'],
  transport: ['运输'],
  courier: ['快递'],
  education: ['教育', '培训', '教学'],
  staffing: ['人力资源', '职业中介'],
  dispatch: ['劳务派遣'],
  security_guard: ['保安'],
  medical: ['医疗', '诊疗', '门诊', '诊所', '口腔', '医院'],
  pharmacy: ['药品'],
  medical_devices: ['医疗器械'],
  insurance: ['保险'],
  payment: ['支付'],
};

export const industryOf = (code: IndustryCode): Industry => INDUSTRIES[code];
