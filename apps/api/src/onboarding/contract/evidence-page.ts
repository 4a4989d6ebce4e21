import type { PdfDocument } from '../../platform/pdf/pdf.js';
import { chinaTime, spoken, titleOf } from './paper.js';
import type { ContractEntity } from './contract.entity.js';
import type { Signer } from './situation.js';
import { masked } from './situation.js';

/** What proves a signature. It is printed on the last page and, in the same words, hashed into the chain. */
export interface Evidence {
  readonly contractNo: string;
  readonly contractId: string;
  readonly tenantId: string;
  readonly documentSha256: string;
  readonly documentBytes: number;
  readonly signer: {
    readonly name: string;
    readonly company: string;
    readonly uscc: string;
    readonly mobile: string;
    /** By which a number can be proven to be the one, without being written here. */
    readonly mobileFingerprint: string;
    readonly verificationId: string;
    readonly verifiedAt: string;
    readonly account: string;
  };
  readonly code: { readonly sentAt: string; readonly confirmedAt: string };
  readonly signedAt: string;
  readonly address: string;
  readonly userAgent: string;
  readonly consent: { readonly version: number; readonly text: string };
}

export interface SignedFrom {
  readonly account: string;
  readonly address: string;
  readonly userAgent: string;
}

export function evidenceOf(
  contract: ContractEntity,
  signer: Signer,
  mobileFingerprint: string,
  documentBytes: number,
  from: SignedFrom,
  consent: Evidence['consent'],
  at: Date,
): Evidence {
  const { customer } = contract.facts;
  return {
    contractNo: contract.no,
    contractId: contract.id,
    tenantId: contract.tenantId,
    documentSha256: contract.documentSha256,
    documentBytes,
    signer: {
      name: signer.name,
      company: customer.name,
      uscc: customer.uscc,
      mobile: masked(signer.mobile),
      mobileFingerprint,
      verificationId: signer.verificationId,
      verifiedAt: signer.verifiedAt.toISOString(),
      account: from.account,
    },
    code: { sentAt: (contract.codeSentAt ?? at).toISOString(), confirmedAt: at.toISOString() },
    signedAt: at.toISOString(),
    address: from.address,
    userAgent: from.userAgent,
    consent,
  };
}

export function evidenceDocument(contract: ContractEntity, evidence: Evidence, verifyUrl: string): PdfDocument {
  const { signer, code, consent } = evidence;
  const title = titleOf(contract.kind);
  const time = (iso: string) => chinaTime(new Date(iso));
  return {
    title,
    createdAt: new Date(evidence.signedAt),
    header: [`四百 · ${title}`, `合同编号 ${contract.no}`],
    footer: `核验地址：${verifyUrl}`,
    blocks: [
      { kind: 'title', text: '签署证据页', under: `合同编号：${contract.no}　400 号码：${spoken(contract.number)}` },
      { kind: 'heading', text: '签署人' },
      {
        kind: 'fields',
        fields: [
          ['姓名', `${signer.name}（经办人，已实名认证）`],
          ['代表企业', `${signer.company}（${signer.uscc}）`],
          ['实名认证通过时间', time(signer.verifiedAt)],
          ['验证码接收手机', signer.mobile],
          ['操作账号', signer.account],
        ],
      },
      { kind: 'heading', text: '签署过程' },
      {
        kind: 'fields',
        fields: [
          ['验证码发送时间', time(code.sentAt)],
          ['验证码确认时间', time(code.confirmedAt)],
          ['签署时间', time(evidence.signedAt)],
          ['网络地址', evidence.address],
          ['浏览器', evidence.userAgent],
        ],
      },
      { kind: 'heading', text: '同意声明' },
      { kind: 'paragraph', text: `（第 ${consent.version} 版）${consent.text}`, indent: true },
      { kind: 'heading', text: '合同正文摘要' },
      {
        kind: 'fields',
        fields: [
          ['SHA-256', evidence.documentSha256],
          ['字节数', String(evidence.documentBytes)],
        ],
      },
      {
        kind: 'paragraph',
        small: true,
        text:
          `签署人预览并确认的合同正文即本文件最前面的 ${evidence.documentBytes} 个字节，签署后逐字节保持不变；截取这些字节计算 SHA-256，应与上述摘要一致。` +
          `本页与合同正文由乙方的数字签名（PAdES，ETSI.CAdES.detached，SHA-256）一并覆盖，文件的任何改动都会使签名失效。本次签署同时记入平台的存证链，可在核验地址查验。`,
      },
    ],
  };
}
