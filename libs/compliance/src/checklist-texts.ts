import type { ChecklistId } from './checklist.js';

interface ItemText {
  readonly name: string;
  /** What it stands on. */
  readonly basis: string;
  /** By reason: what is so, and what is to be done where it is not green. */
  readonly says: Readonly<Record<string, string>>;
}

const LOOK = {
  zh: {
    unchecked: '还没有校验过。夜间任务会自动校验；一直没有结果时，请联系平台。',
    late: '两天多没有校验了。夜间任务可能没有运行，请联系平台。',
  },
  en: {
    unchecked: 'Never verified yet. It is verified every night; if there is still no result, contact the platform.',
    late: 'Not verified for more than two days. The nightly job may not be running: contact the platform.',
  },
};

/** The items of the checklist in words: on the page and in the monthly report. */
export const CHECKLIST_TEXTS: Readonly<Record<'zh' | 'en', Readonly<Record<ChecklistId, ItemText>>>> = {
  zh: {
    identity: {
      name: '实名材料在有效期内',
      basis: '电话用户真实身份信息登记规定',
      says: {
        in_date: '实名认证通过，材料在有效期内。',
        expiring: '材料三十天内到期。请现在提交续期材料，以免线路被停。',
        expired: '材料已过期或认证已停用。请重新提交实名材料并通过审核。',
        none: '还没有通过的实名认证。请提交实名材料。',
      },
    },
    bound_numbers: {
      name: '绑定号码已确认',
      basis: '400 业务实名与绑定号码管理要求',
      says: {
        confirmed: '每个绑定号码都由机主用验证码确认。',
        unconfirmed: '有绑定号码未经机主确认。请在实名认证中发送验证码确认，或删去该号码。',
        none: '没有绑定号码。',
      },
    },
    announcement: {
      name: '录音前告知来电者',
      basis: '个人信息保护法 第十七条、民法典 第一千零三十二条',
      says: {
        proven: '近 30 天的每段录音之前，来电者都完整听到了录音告知，通话事件可以证明。',
        announced: '系统会在录音之前向每位来电者播放录音告知。近 30 天还没有录音。',
        unproven: '有录音之前没有完整播放录音告知的证明。请核对所列通话；如果在启用告知之前录下，30 天后不再列出。',
        no_line: '没有需要录音的线路。',
      },
    },
    retention: {
      name: '录音保存期限合法',
      basis: '个人信息保护法 第十九条及各行业规定',
      says: {
        lawful: '保存期限在法律规定之内，到期清理每晚运行。',
        too_short: '保存期限短于本行业的法定下限。请调长。',
        too_long: '保存期限超过必要的最长时间。请调短。',
        not_run: '近两天没有运行过到期清理。它每晚自动运行；仍无结果时请联系平台。',
        none: '没有设置保存期限的功能。',
      },
    },
    vault: {
      name: '录音库校验通过',
      basis: '电子签名法 第八条（数据电文的真实性）',
      says: {
        whole: '录音链完整，近期校验通过。',
        broken: '校验发现录音被改动、缺失或无法打开。请勿删除任何文件，立即联系平台，并从备份恢复。',
        none: '还没有录音。',
        ...LOOK.zh,
      },
    },
    words: {
      name: '没有在用的违禁词',
      basis: '广告法 第九条、第四条',
      says: {
        clean: '已发布的语音流程和显示名称里没有禁用词。',
        found: '已发布的文字里有禁用词。请修改该流程并重新发布。',
        none: '没有可检查的文字。',
      },
    },
    access: {
      name: '人员与权限已复核',
      basis: '个人信息保护法 第五十一条',
      says: {
        reviewed: '九十天内复核过人员与角色。',
        due: '复核两周内到期。请核对名单后确认。',
        overdue: '上次复核已超过九十天。请核对名单后确认。',
        never: '还没有复核过谁能进入系统。请核对名单后确认。',
      },
    },
    keys: {
      name: '密钥按年轮换',
      basis: '密码法、GB/T 39786',
      says: {
        fresh: '企业密钥在一年之内。',
        ageing: '企业密钥三十天内满一年。请联系平台安排轮换。',
        old: '企业密钥已满一年。请联系平台轮换；轮换不影响已有录音的播放。',
        none: '还没有加密的内容。',
      },
    },
    caller_id: {
      name: '400 号码不作主叫',
      basis: '工信部 400 业务管理要求（仅作被叫）',
      says: {
        never: '没有中继以 400 号码作为外呼主叫。',
        found: '有中继以 400 号码外呼。请把该中继的外显号码改为固话。',
        none: '没有自有中继。',
      },
    },
    outbound: {
      name: '外呼规则已启用',
      basis: '个人信息保护法 第十三条、消费者权益保护法 第二十九条',
      says: {
        on: '每次外呼都检查时段、频次和勿扰名单，不合规的不会拨出。',
        night: '外呼时段包含晚 10 点到早 8 点，容易扰民并引发投诉。请在“外呼”页缩短时段。',
      },
    },
    contract: {
      name: '合同已签且可验证',
      basis: '电子签名法 第十三条、第十四条',
      says: {
        whole: '合同已签署，存证链完整。',
        broken: '存证链校验发现问题。请保存好手中的合同原件，立即联系平台。',
        unproven: '合同已签，但还没有进入存证链。请联系平台。',
        none: '还没有已签的合同。请签署合同。',
        ...LOOK.zh,
      },
    },
    audit: {
      name: '操作记录没有断裂',
      basis: '网络安全法 第二十一条、个人信息保护法 第五十四条',
      says: {
        whole: '操作记录首尾相连，近期校验通过。',
        broken: '校验发现操作记录被改动或缺失。请导出现有记录，立即联系平台查明。',
        ...LOOK.zh,
        unchecked: '还没有校验过。请在操作记录页点“立即校验”。',
        late: '两天多没有校验了。请在操作记录页点“立即校验”。',
      },
    },
    second_step: {
      name: '管理员开启两步验证',
      basis: 'GB/T 22239（等级保护）身份鉴别',
      says: {
        on: '每位管理员都开启了两步验证。',
        off: '有管理员没有开启两步验证。请本人在“账号”页开启。',
      },
    },
  },
  en: {
    identity: {
      name: 'Real-name materials in date',
      basis: 'Rules on the registration of telephone users’ identity',
      says: {
        in_date: 'Verified, and the materials are in date.',
        expiring: 'The materials expire within thirty days. Hand in new ones now, so that no line is stopped.',
        expired: 'The materials have expired or the verification is suspended. Hand in new materials.',
        none: 'There is no approved verification. Hand in the real-name materials.',
      },
    },
    bound_numbers: {
      name: 'Bound numbers confirmed',
      basis: 'Rules for 400 numbers and what they are bound to',
      says: {
        confirmed: 'The owner of every bound number has confirmed it by code.',
        unconfirmed: 'Some bound numbers are not confirmed. Confirm them by code in the verification, or remove them.',
        none: 'No number is bound.',
      },
    },
    announcement: {
      name: 'Callers are told of the recording',
      basis: 'PIPL article 17, Civil Code article 1032',
      says: {
        proven:
          'Before every recording of the last 30 days the caller heard the notice to its end, as the events of the call prove.',
        announced:
          'The system plays the notice to every caller before recording. There was no recording in the last 30 days.',
        unproven:
          'There are recordings without proof that the notice was played to its end. Look at the calls listed; those from before there was a notice leave the list after 30 days.',
        no_line: 'No line is recorded.',
      },
    },
    retention: {
      name: 'Recordings kept as long as the law says',
      basis: 'PIPL article 19 and the rules of the trade',
      says: {
        lawful: 'Within the law, and what has expired is removed every night.',
        too_short: 'Shorter than the least time of your trade. Choose a longer one.',
        too_long: 'Longer than is necessary. Choose a shorter one.',
        not_run:
          'What expires was not looked for within two days. It is every night; if there is still no result, contact the platform.',
        none: 'There is no policy to be chosen.',
      },
    },
    vault: {
      name: 'Recordings verified',
      basis: 'Electronic Signature Law article 8',
      says: {
        whole: 'The chain of recordings is whole and was verified lately.',
        broken:
          'A recording was changed, is missing or does not open. Delete nothing, contact the platform at once, restore from backup.',
        none: 'Nothing is recorded yet.',
        ...LOOK.en,
      },
    },
    words: {
      name: 'No banned word in use',
      basis: 'Advertising Law articles 9 and 4',
      says: {
        clean: 'No banned word in published flows or the display name.',
        found: 'There is a banned word in what is published. Change the flow and publish it again.',
        none: 'There is no text to check.',
      },
    },
    access: {
      name: 'People and roles reviewed',
      basis: 'PIPL article 51',
      says: {
        reviewed: 'Reviewed within ninety days.',
        due: 'Due within two weeks. Go through the list and confirm it.',
        overdue: 'More than ninety days ago. Go through the list and confirm it.',
        never: 'Never reviewed. Go through the list and confirm it.',
      },
    },
    keys: {
      name: 'Keys changed every year',
      basis: 'Cryptography Law, GB/T 39786',
      says: {
        fresh: 'Your key is less than a year old.',
        ageing: 'Your key will be a year old within thirty days. Ask the platform to change it.',
        old: 'Your key is more than a year old. Ask the platform to change it; recordings stay playable.',
        none: 'Nothing is sealed yet.',
      },
    },
    caller_id: {
      name: 'A 400 number never calls out',
      basis: 'Rules for 400 numbers: called, never calling',
      says: {
        never: 'No trunk calls out as a 400 number.',
        found: 'A trunk calls out as a 400 number. Give it a fixed-line number to show.',
        none: 'No trunk of your own.',
      },
    },
    outbound: {
      name: 'Rules for outgoing calls are on',
      basis: 'PIPL article 13, Consumer Protection Law article 29',
      says: {
        on: 'Hours, frequency and the do-not-call list are checked before every call; one against them is not placed.',
        night:
          'Calls may go out between 22:00 and 08:00, which people complain of. Shorten the hours on the outbound page.',
      },
    },
    contract: {
      name: 'Contract signed and verifiable',
      basis: 'Electronic Signature Law articles 13 and 14',
      says: {
        whole: 'Signed, and the chain of evidence is whole.',
        broken: 'The chain of evidence has a fault. Keep your originals and contact the platform at once.',
        unproven: 'Signed, but not yet in the chain of evidence. Contact the platform.',
        none: 'No signed contract yet. Sign it.',
        ...LOOK.en,
      },
    },
    audit: {
      name: 'Audit log unbroken',
      basis: 'Cybersecurity Law article 21, PIPL article 54',
      says: {
        whole: 'Entry follows entry, and it was verified lately.',
        broken: 'An entry was changed or is missing. Export the log and contact the platform at once.',
        ...LOOK.en,
        unchecked: 'Never verified yet. Press “Verify now” on the audit log.',
        late: 'Not verified for more than two days. Press “Verify now” on the audit log.',
      },
    },
    second_step: {
      name: 'Administrators use a second step',
      basis: 'GB/T 22239, identification',
      says: {
        on: 'Every administrator signs in with a second step.',
        off: 'Some administrators do not. Each turns it on in their own account.',
      },
    },
  },
};

/** What the states of an item are called. */
export const CHECKLIST_STATES = {
  zh: { green: '符合', amber: '注意', red: '不符合', not_applicable: '不适用' },
  en: { green: 'Kept', amber: 'Attention', red: 'Not kept', not_applicable: 'Not applicable' },
} as const;

/** What the proof of an item is called, fact by fact. */
export const CHECKLIST_FACTS = {
  zh: {
    approvedAt: '通过时间',
    expiresOn: '有效期至',
    total: '总数',
    confirmed: '已确认',
    unconfirmed: '未确认',
    lines: '线路数',
    unrecorded: '不录音的线路数',
    unproven: '没有告知证明的录音',
    days: '保存天数',
    minDays: '法定最短天数',
    maxDays: '最长天数',
    ranAt: '上次清理',
    recordings: '录音数',
    entries: '校验条数',
    checkedAt: '校验时间',
    fault: '问题',
    texts: '检查的文字数',
    found: '发现',
    people: '在用账号数',
    reviewedAt: '复核时间',
    reviewedBy: '复核人',
    dueOn: '到期日',
    keyAt: '启用时间',
    trunks: '中继数',
    hours: '允许时段',
    perDay: '同一号码每 24 小时上限',
    listed: '勿扰名单号码数',
    placed: '近 30 天外呼次数',
    refused: '近 30 天拦截次数',
    no: '合同编号',
    signedAt: '签署时间',
    place: '存证序号',
    admins: '管理员数',
    without: '未开启',
  },
  en: {
    approvedAt: 'Approved',
    expiresOn: 'Valid until',
    total: 'In all',
    confirmed: 'Confirmed',
    unconfirmed: 'Not confirmed',
    lines: 'Lines',
    unrecorded: 'Lines not recorded',
    unproven: 'Recordings without proof',
    days: 'Days kept',
    minDays: 'Least days by law',
    maxDays: 'Most days',
    ranAt: 'Last removal',
    recordings: 'Recordings',
    entries: 'Entries verified',
    checkedAt: 'Verified',
    fault: 'Fault',
    texts: 'Texts checked',
    found: 'Found',
    people: 'Active accounts',
    reviewedAt: 'Reviewed',
    reviewedBy: 'By',
    dueOn: 'Due',
    keyAt: 'In use since',
    trunks: 'Trunks',
    hours: 'Hours allowed',
    perDay: 'Most calls to a number in 24 h',
    listed: 'On the do-not-call list',
    placed: 'Calls placed, 30 days',
    refused: 'Calls refused, 30 days',
    no: 'Contract',
    signedAt: 'Signed',
    place: 'Place in the evidence',
    admins: 'Administrators',
    without: 'Without',
  },
} as const satisfies Record<'zh' | 'en', Readonly<Record<string, string>>>;
