/**
 * A company's name for comparison: papers print it with full-width or half-width brackets, with spaces between
 * characters, with one middle dot or another, and none of that makes another company. Source: 企业名称登记管理规定 第五条,
 * 第六条 (the name is its Chinese characters).
 */
export function companyNameKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[〔【[{「『]/g, '(')
    .replace(/[〕】\]}」』]/g, ')')
    .replace(/[•・‧∙.]/g, '·')
    .replace(/\s/g, '')
    .toUpperCase();
}

export const sameCompanyName = (a: string, b: string): boolean => companyNameKey(a) === companyNameKey(b);

/** Chinese characters, with brackets for the place and the form of partnership: what a registered name is made of. */
export const isRegistrableName = (name: string): boolean => /^[\p{Script=Han}()·〇]{4,60}$/u.test(companyNameKey(name));

/** 组织形式 that a name ends in. Source: 企业名称登记管理规定 第十条; individual businesses by 个体工商户名称登记管理办法. */
const FORMS =
  /(公司|集团|厂|店|行|部|中心|所|社|场|站|馆|院|铺|坊|堂|楼|城|超市|酒店|宾馆|工作室|合伙|个人独资|个体工商户|学校|医院|诊所|门诊部)(\([^)]*\))?$/;

export const hasCompanyForm = (name: string): boolean => FORMS.test(companyNameKey(name));

/** Whether the two share a run of two characters that says more than a form or a trade: 瑞丰 of 上海瑞丰食品有限公司. */
export function sharesWords(a: string, b: string): boolean {
  const [left, right] = [a, b].map((name) => companyNameKey(name).replace(COMMON, ' '));
  for (let at = 0; left && at + 2 <= left.length; at++) {
    const pair = left.slice(at, at + 2);
    if (!pair.includes(' ') && right?.includes(pair)) return true;
  }
  return false;
}

const COMMON =
  /有限责任公司|股份有限公司|有限公司|公司|集团|科技|网络|信息|技术|服务|热线|客服|中心|商贸|贸易|官方|电话|咨询|管理|发展|实业|[()]/g;
