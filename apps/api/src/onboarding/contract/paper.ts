import { yuan } from '@sibai/billing';
import type { AddOn, QuoteItem } from '@sibai/billing';
import type { ContractFacts, ContractKind } from '@sibai/contracts';

import type { PdfBlock, PdfDocument } from '../../platform/pdf/pdf.js';

/** All that a contract's document is made of: equal papers give equal bytes. */
export interface Paper {
  readonly no: string;
  readonly kind: ContractKind;
  readonly facts: ContractFacts;
  readonly terms: { readonly version: number; readonly title: string; readonly body: string };
  /** The contract a supplement adds to, and the plan it had so far. */
  readonly base: { readonly no: string; readonly signedOn: string; readonly plan: ContractFacts } | null;
  readonly drawnUpAt: Date;
}

const TITLES: Record<ContractKind, string> = {
  first: '400 电话服务合同',
  supplement: '400 电话服务合同补充协议',
  transfer: '400 号码过户及服务合同',
};
export const titleOf = (kind: ContractKind): string => TITLES[kind];

const ITEMS: Record<QuoteItem, string> = {
  base: '套餐月费',
  number: '号码月费',
  concurrency: '并发扩容',
  seats: '坐席扩容',
  setup: '一次性开通费',
  ivr: '语音导航',
  recording: '通话录音',
  voice_bot: '语音机器人',
  long_retention: '长期存储',
};
const ACCESS = { sip_trunk: '传统语音中继', cloud: '云虚拟中继' } as const;
const PERIOD = { month: '月付', year: '年付' } as const;
const CHINA = { timeZone: 'Asia/Shanghai' } as const;

/** 4008001234 → 400-800-1234 */
export const spoken = (number: string): string => number.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3');

export const chinaDate = (at: Date): string =>
  new Intl.DateTimeFormat('zh-CN', { ...CHINA, year: 'numeric', month: 'long', day: 'numeric' }).format(at);

export const chinaTime = (at: Date): string =>
  `${new Intl.DateTimeFormat('sv-SE', { ...CHINA, dateStyle: 'short', timeStyle: 'medium' }).format(at)}（北京时间）`;

const money = (fen: number): string => yuan(fen).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const addOnNames = (names: readonly AddOn[]): string => names.map((name) => ITEMS[name]).join('、') || '无';
const perMinute = (li: number): string => `${(li / 1000).toFixed(3).replace(/0$/, '')} 元/分钟`;

function minutes({ includedMinutes, minutePrices }: ContractFacts): string {
  const prices = minutePrices.map(({ fromMinute, li }, at) => {
    if (minutePrices.length === 1) return perMinute(li);
    const to = minutePrices[at + 1]?.fromMinute;
    return `${to === undefined ? `超过 ${fromMinute} 分钟的部分` : `${fromMinute}～${to} 分钟`} ${perMinute(li)}`;
  });
  const beyond = prices.join('；');
  return includedMinutes > 0 ? `每月含 ${includedMinutes} 分钟；超出后 ${beyond}` : beyond;
}

export function paperDocument(paper: Paper): PdfDocument {
  const { no, kind, facts } = paper;
  const title = titleOf(kind);
  return {
    title: `${title} ${no}`,
    subject: no,
    createdAt: paper.drawnUpAt,
    header: [`四百 · ${title}`, `合同编号 ${no}`],
    footer: '本合同以电子方式订立，请以附有签署证据页和数字签名的 PDF 原件为准',
    blocks: [
      { kind: 'title', text: title, under: `合同编号：${no}` },
      ...parties(facts),
      ...(kind === 'supplement' ? supplement(paper) : whole(paper)),
      ...signatures(facts),
      ...(kind === 'supplement' ? [] : [{ kind: 'pageBreak' } as const, ...termsBlocks(paper.terms)]),
    ],
  };
}

function parties({ customer, provider }: ContractFacts): PdfBlock[] {
  return [
    {
      kind: 'fields',
      fields: [
        ['甲方（客户）', customer.name],
        ['统一社会信用代码', customer.uscc],
        ['住所', customer.address],
        ['法定代表人', customer.legalName],
        ['授权签署人', `${customer.signer}（经办人，已实名认证），手机 ${customer.mobile}`],
      ],
    },
    {
      kind: 'fields',
      fields: [
        ['乙方（服务方）', provider.name],
        ['统一社会信用代码', provider.uscc],
        ['住所', provider.address],
        ['电信业务经营许可证', provider.licence],
      ],
    },
  ];
}

function whole({ kind, facts, terms, drawnUpAt }: Paper): PdfBlock[] {
  const { number, customer } = facts;
  const transfer: PdfBlock[] =
    kind === 'transfer'
      ? [
          text(
            `号码 ${spoken(number)} 由原使用人确认过户给甲方。过户自本合同签署、原使用人的服务合同终止且乙方完成变更之时起生效；` +
              `生效前的费用由原使用人承担，生效后的费用由甲方承担。原使用人的通话记录、录音和资料不随号码转移。`,
          ),
        ]
      : [];
  return [
    text(
      `甲乙双方依照《中华人民共和国民法典》《中华人民共和国电信条例》等法律、行政法规，就乙方向甲方提供 400 电话服务订立本合同，于 ${chinaDate(drawnUpAt)} 制作，自甲方完成电子签署时生效。`,
    ),
    { kind: 'heading', text: '一、号码' },
    {
      kind: 'fields',
      fields: [
        ['400 号码', spoken(number)],
        ['使用人', customer.name],
        ['使用方式', '仅用于被叫（呼入），不得用于呼出；主被叫分摊付费，对来电人并非免费'],
      ],
    },
    ...transfer,
    { kind: 'heading', text: '二、套餐' },
    plan(facts),
    { kind: 'heading', text: '三、费用' },
    ...fees(facts),
    { kind: 'heading', text: '四、期限' },
    text(`合同自签署时生效，最短使用期限 ${facts.minimumMonths} 个月，自线路开通之日起算。`),
    { kind: 'heading', text: '五、条款与附件' },
    text(
      `乙方《${terms.title}》（第 ${terms.version} 版）及其附件附于本合同之后，是本合同的组成部分。其中以加粗字体显示的内容与甲方有重大利害关系，请甲方特别注意。`,
    ),
    { kind: 'heading', text: '六、签署' },
    text('双方以电子方式签署本合同。签署的证据附于末页。'),
  ];
}

function supplement({ facts, base, terms, drawnUpAt }: Paper): PdfBlock[] {
  if (!base) throw new Error('a supplement adds to a contract');
  const row = (name: string, of: (facts: ContractFacts) => string): string[] => [name, of(base.plan), of(facts)];
  return [
    text(
      `甲乙双方于 ${base.signedOn} 签署编号为 ${base.no} 的合同（以下称原合同），现就号码 ${spoken(facts.number)} 的套餐变更达成本补充协议，于 ${chinaDate(drawnUpAt)} 制作。`,
    ),
    { kind: 'heading', text: '一、变更内容' },
    {
      kind: 'table',
      columns: [
        { title: '项目', width: 2 },
        { title: '变更前', width: 4 },
        { title: '变更后', width: 4 },
      ],
      rows: [
        row('套餐', ({ tariff }) => `${tariff.zh}（第 ${tariff.version} 版）`),
        row('接入方式', ({ access }) => ACCESS[access]),
        row('付费方式', ({ period }) => PERIOD[period]),
        row('并发路数', ({ concurrency }) => `${concurrency} 路`),
        row('坐席数', ({ seats }) => `${seats} 个`),
        row('附加功能', ({ addOns }) => addOnNames(addOns)),
        row('通话', minutes),
        row('月最低消费', ({ floorFen }) => `${money(floorFen)} 元`),
        row('每月固定费用', ({ quote }) => `${money(quote.monthlyFen)} 元`),
      ],
    },
    { kind: 'heading', text: '二、变更后的费用' },
    ...fees(facts),
    { kind: 'heading', text: '三、生效' },
    text(
      `变更自甲方完成电子签署后的下一个计费周期起执行；此前仍按原约定计费。变更后的最短使用期限为 ${facts.minimumMonths} 个月，自变更执行之日起算。`,
    ),
    text(
      `本补充协议是原合同的组成部分，未变更的内容仍按原合同执行；与原合同或此前的补充协议不一致的，以本补充协议为准。适用的条款为《${terms.title}》第 ${terms.version} 版，可在平台查阅。`,
    ),
    { kind: 'heading', text: '四、签署' },
    text('双方以电子方式签署本补充协议。签署的证据附于末页。'),
  ];
}

function plan(facts: ContractFacts): PdfBlock {
  const { tariff } = facts;
  return {
    kind: 'fields',
    columns: 2,
    fields: [
      ['套餐', `${tariff.zh}（第 ${tariff.version} 版资费）`],
      ['接入方式', ACCESS[facts.access]],
      ['并发路数', `${facts.concurrency} 路`],
      ['坐席数', `${facts.seats} 个`],
      ['附加功能', addOnNames(facts.addOns)],
      ['付费方式', PERIOD[facts.period]],
      ['通话费', minutes(facts)],
      ['月最低消费', `${money(facts.floorFen)} 元`],
    ],
  };
}

function fees({ quote }: ContractFacts): PdfBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { title: '项目', width: 4 },
        { title: '数量', width: 1.6, align: 'right' },
        { title: '单价（元/月）', width: 2.4, align: 'right' },
        { title: '计费月数', width: 1.8, align: 'right' },
        { title: '金额（元）', width: 2.4, align: 'right' },
      ],
      rows: quote.lines.map(({ item, quantity, unitFen, times, totalFen }) => [
        ITEMS[item as QuoteItem] ?? item,
        String(quantity),
        money(unitFen),
        item === 'setup' ? '一次性' : String(times),
        money(totalFen),
      ]),
      totals: [['首期应付', '', '', '', money(quote.firstPaymentFen)]],
    },
    text(
      `每月固定费用 ${money(quote.monthlyFen)} 元，首期付费覆盖 ${quote.months} 个月。通话费和超出首期的费用按月出账。以上价格为含税价。`,
    ),
  ];
}

function signatures({ customer, provider }: ContractFacts): PdfBlock[] {
  return [
    { kind: 'space', points: 6 },
    {
      kind: 'signature',
      parties: [
        {
          title: '甲方',
          fields: [
            ['名称', customer.name],
            ['授权签署人', customer.signer],
          ],
          note: '以发送至经实名认证的手机的验证码确认签署，签署时间与证据见末页。',
        },
        {
          title: '乙方',
          fields: [
            ['名称', provider.name],
            ['签署方式', '数字证书签名'],
          ],
          note: '数字签名覆盖全部页面，可在 PDF 阅读器的签名面板或平台验证页面核验。',
        },
      ],
    },
  ];
}

/** The terms' lines as blocks: see FIRST_TERMS for what they begin with. */
export function termsBlocks({ title, version, body }: Paper['terms']): PdfBlock[] {
  const lines = body.split('\n').map((line) => line.trim());
  return [
    { kind: 'title', text: title, under: `第 ${version} 版` },
    ...lines
      .filter((line) => line !== '')
      .map((line): PdfBlock => {
        if (line.startsWith('## ')) return { kind: 'heading', text: line.slice(3), level: 2 };
        if (line.startsWith('# ')) return { kind: 'heading', text: line.slice(2) };
        if (line.startsWith('! ')) return { kind: 'paragraph', text: line.slice(2), indent: true, strong: true };
        return { kind: 'paragraph', text: line, indent: true };
      }),
  ];
}

const text = (text: string): PdfBlock => ({ kind: 'paragraph', text, indent: true });
