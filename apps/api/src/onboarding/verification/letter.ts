import type { VerificationForm, VerificationLetter } from '@sibai/contracts';
import { INDUSTRIES } from '@sibai/compliance';

import type { PdfBlock, PdfDocument } from '../../platform/pdf/pdf.js';

/** What people write in where they have not yet filled in the form. */
const BLANK = '＿＿＿＿＿＿';
const or = (value: string): string => value || BLANK;

/** 授权委托书 or 承诺书, filled in from the form: printed, signed by hand, sealed and handed in as a picture. */
export function letter(kind: VerificationLetter, form: VerificationForm, at: Date): PdfDocument {
  const title = TITLES[kind];
  return {
    title,
    createdAt: at,
    subject: form.companyName,
    header: [title, form.companyName],
    footer: '打印后签字并加盖公章，拍照或扫描后上传',
    blocks: [
      { kind: 'title', text: title },
      ...(kind === 'authorisation' ? authorisation(form) : commitment(form)),
      { kind: 'space', points: 18 },
      { kind: 'signature', parties: parties(kind, form) },
    ],
  };
}

const TITLES: Record<VerificationLetter, string> = {
  authorisation: '授权委托书',
  commitment: '真实性与合规使用承诺书',
};

const company = (form: VerificationForm): PdfBlock => ({
  kind: 'fields',
  columns: 1,
  fields: [
    ['企业名称', or(form.companyName)],
    ['统一社会信用代码', or(form.uscc)],
    ['住所', or(form.address)],
    ['法定代表人', or(form.legalName)],
  ],
});

const prose = (text: string): PdfBlock => ({ kind: 'paragraph', text, indent: true });

function authorisation(form: VerificationForm): PdfBlock[] {
  const [name, idNumber] = form.operatorIsLegal
    ? [form.legalName, form.legalIdNumber]
    : [form.operatorName, form.operatorIdNumber];
  return [
    company(form),
    { kind: 'heading', text: '受托人（经办人）', level: 2 },
    {
      kind: 'fields',
      columns: 1,
      fields: [
        ['姓名', or(name)],
        ['公民身份号码', or(idNumber)],
        ['手机号码', or(form.operatorMobile)],
      ],
    },
    prose(
      `本企业授权上述受托人以本企业名义，在「四百」平台办理 400 号码的实名认证、选号、签约、缴费、开通、变更及注销等事项。` +
        `受托人在授权范围内签署的文件和办理的手续，本企业均予承认，并承担相应的法律责任。`,
    ),
    prose(
      form.use === 'other'
        ? '所办号码用于本企业为他人提供客户服务（他用）。本企业已取得最终使用方的书面同意，并将其信息如实登记。'
        : '所办号码由本企业自用。',
    ),
    prose('委托期限：自签署之日起至上述事项办理完毕止。受托人无转委托权。'),
  ];
}

function commitment(form: VerificationForm): PdfBlock[] {
  const industry = form.industry ? INDUSTRIES[form.industry].zh : BLANK;
  return [
    company(form),
    prose('本企业就在「四百」平台申请和使用 400 号码，郑重承诺：'),
    prose('一、所提交的证照、身份信息和绑定号码信息真实、完整、有效，且均为本企业合法持有或已获权利人授权。'),
    prose(`二、号码用途名称为「${or(form.displayName)}」，所属行业为${industry}，不改变用途，不转租、转售、出借号码。`),
    prose(
      '三、遵守《反电信网络诈骗法》《电信条例》等规定，不用号码从事电信网络诈骗、骚扰及其他违法活动，不以 400 号码作主叫外呼。',
    ),
    prose('四、证照、法定代表人、经办人或绑定号码发生变化时，十个工作日内更新登记，并配合平台的年度复核。'),
    prose('五、下列号码用于接听本号码的来电，机主均已知情并同意：'),
    {
      kind: 'table',
      columns: [
        { title: '绑定号码', width: 3 },
        { title: '机主', width: 4 },
        { title: '机主类型', width: 2 },
      ],
      rows: form.boundNumbers.length
        ? form.boundNumbers.map(({ number, ownerName, ownerKind }) => [
            number,
            ownerName,
            ownerKind === 'company' ? '企业' : '个人',
          ])
        : [[BLANK, BLANK, BLANK]],
    },
    prose('如有违反，本企业自愿承担由此产生的全部法律责任，平台可暂停或终止服务。'),
  ];
}

function parties(kind: VerificationLetter, form: VerificationForm) {
  const owner = {
    title: kind === 'authorisation' ? '委托人（盖公章）' : '承诺人（盖公章）',
    fields: [
      ['法定代表人（签字）', ''],
      ['日期', '    年   月   日'],
    ] as const,
    note: or(form.companyName),
  };
  if (kind === 'commitment') return [owner];
  return [
    owner,
    {
      title: '受托人',
      fields: [
        ['签字', ''],
        ['日期', '    年   月   日'],
      ] as const,
    },
  ];
}
