import { createRequire } from 'node:module';

import { organisationCheck, residentIdCheck, usccCheck } from '@sibai/compliance';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';

/**
 * Fictional business licences and ID cards as pictures, with the truth beside them: for the bench of the OCR, its test
 * and the browser's journey. The font comes from a package, so that a machine without fonts draws the same.
 */
export interface LicenceTruth {
  readonly companyName: string;
  readonly uscc: string;
  readonly companyType: string;
  readonly capital: string;
  /** 2012-12-28. */
  readonly establishedOn: string;
  readonly expiresOn: string;
  readonly address: string;
  readonly scope: string;
  readonly personName: string;
}
export interface IdCardTruth {
  readonly personName: string;
  readonly idNumber: string;
  readonly sex: '男' | '女';
  readonly address: string;
  readonly issuedOn: string;
  readonly expiresOn: string;
}

/** clean: as scanned. photo: taken askew, unsharp and noisy. small: 900 pixels wide and much compressed. */
export type Quality = 'clean' | 'photo' | 'small';

const FONTS = createRequire(import.meta.url);
const font = (weight: string): string =>
  FONTS.resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`);
const REGULAR = '400Regular';
const BOLD = '700Bold';

interface Writing {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly width?: number;
  readonly colour?: string;
  readonly bold?: boolean;
  readonly spacing?: number;
}

/** The pixels of some text, wrapped at `width` as a form printer does. */
async function written({
  text,
  x,
  y,
  size,
  width,
  colour = '#222222',
  bold,
  spacing,
}: Writing): Promise<OverlayOptions> {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const spaced = spacing ? ` letter_spacing="${spacing * 1024}"` : '';
  const { data } = await sharp({
    text: {
      text: `<span foreground="${colour}"${spaced}>${escaped}</span>`,
      // At 72 dots to the inch a point is a pixel.
      dpi: 72,
      font: `Noto Sans SC ${bold ? 'Bold ' : ''}${size}`,
      fontfile: font(bold ? BOLD : REGULAR),
      rgba: true,
      ...(width !== undefined && { width, wrap: 'char' as const, spacing: Math.round(size * 0.5) }),
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { input: data, left: Math.round(x), top: Math.round(y) };
}

async function drawn(background: Sharp, writings: readonly Writing[], quality: Quality): Promise<Buffer> {
  const page = await background
    .composite(await Promise.all(writings.map(written)))
    .png()
    .toBuffer();
  return taken(page, quality);
}

/** The page as somebody hands it in. */
async function taken(page: Buffer, quality: Quality): Promise<Buffer> {
  if (quality === 'clean') return sharp(page).png({ compressionLevel: 9 }).toBuffer();
  if (quality === 'small') return sharp(page).resize({ width: 900 }).jpeg({ quality: 45 }).toBuffer();
  const { width, height } = await sharp(page).metadata();
  const noise = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 18 } },
  })
    .png()
    .toBuffer();
  const shade = Buffer.from(
    `<svg width="${width}" height="${height}"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#c9c2b4"/></linearGradient></defs>
      <rect width="100%" height="100%" fill="url(#g)"/></svg>`,
  );
  const lit = await sharp(page)
    .composite([
      { input: shade, blend: 'multiply' },
      { input: noise, blend: 'soft-light' },
    ])
    .png()
    .toBuffer();
  // Held a little askew and not square to the page.
  return sharp(lit)
    .affine([1, 0.02, -0.015, 1], { background: '#6b6258' })
    .rotate(0.8, { background: '#6b6258' })
    .blur(0.8)
    .jpeg({ quality: 78 })
    .toBuffer();
}

const chinese = (date: string): string => {
  const [year, month, day] = date.split('-');
  return `${year}年${month}月${day}日`;
};

/** 营业执照 (副本), the wide form with two columns that is given out since 2019. */
export function licencePicture(truth: LicenceTruth, quality: Quality = 'clean'): Promise<Buffer> {
  const [width, height] = [1600, 1130];
  const label = (text: string, x: number, y: number): Writing => ({ text, x, y, size: 26, colour: '#8a6d3b' });
  const value = (text: string, x: number, y: number, wide: number): Writing => ({ text, x, y, size: 27, width: wide });
  const background = sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <rect width="100%" height="100%" fill="#fbf8ee"/>
      <rect x="30" y="30" width="${width - 60}" height="${height - 60}" fill="none" stroke="#c9a14a" stroke-width="10"/>
      <rect x="48" y="48" width="${width - 96}" height="${height - 96}" fill="none" stroke="#dcc488" stroke-width="3"/>
      <circle cx="800" cy="105" r="40" fill="#c8102e"/><circle cx="800" cy="105" r="30" fill="none" stroke="#f3c44d" stroke-width="5"/>
      <circle cx="1290" cy="975" r="105" fill="none" stroke="#d7263d" stroke-width="7" opacity="0.75"/>
      <path d="M1290 925l12 36h38l-31 22 12 37-31-23-31 23 12-37-31-22h38z" fill="#d7263d" opacity="0.75"/>
      ${squares(1330, 120, 150)}
    </svg>`),
  );
  const term = truth.expiresOn === 'long_term' ? '长期' : chinese(truth.expiresOn);
  return drawn(
    background,
    [
      { text: '营业执照', x: 590, y: 160, size: 88, bold: true, spacing: 14 },
      { text: '（副本）', x: 745, y: 275, size: 28, spacing: 4 },
      { text: '统一社会信用代码', x: 110, y: 140, size: 24, bold: true },
      { text: truth.uscc, x: 110, y: 180, size: 28 },
      label('名　　称', 110, 370),
      value(truth.companyName, 290, 370, 520),
      label('类　　型', 110, 450),
      value(truth.companyType, 290, 450, 520),
      label('法定代表人', 110, 530),
      value(truth.personName, 290, 530, 520),
      label('经营范围', 110, 610),
      value(truth.scope, 290, 610, 520),
      label('注册资本', 880, 370),
      value(truth.capital, 1050, 370, 440),
      label('成立日期', 880, 450),
      value(chinese(truth.establishedOn), 1050, 450, 440),
      label('营业期限', 880, 530),
      value(`${chinese(truth.establishedOn)}至${term}`, 1050, 530, 460),
      label('住　　所', 880, 610),
      value(truth.address, 1050, 610, 440),
      { text: '登记机关', x: 960, y: 930, size: 28, spacing: 8 },
      { text: chinese(truth.establishedOn), x: 1180, y: 1010, size: 28, spacing: 3 },
      { text: '国家市场监督管理总局监制', x: 1180, y: 1062, size: 16 },
    ],
    quality,
  );
}

/** 居民身份证, the side with the portrait (人像面). */
export function idPortraitPicture(truth: IdCardTruth, quality: Quality = 'clean'): Promise<Buffer> {
  const [width, height] = [1200, 757];
  const label = (text: string, x: number, y: number): Writing => ({ text, x, y, size: 32, colour: '#3a6ea5' });
  const background = sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <rect width="100%" height="100%" rx="36" fill="#eef5f8"/>
      ${Array.from({ length: 24 }, (_, at) => `<path d="M0 ${at * 34} Q300 ${at * 34 - 40} 600 ${at * 34} T1200 ${at * 34}" stroke="#dbe9ef" stroke-width="2" fill="none"/>`).join('')}
      <rect x="800" y="110" width="300" height="390" fill="#e3e6ea"/>
      <circle cx="950" cy="235" r="80" fill="#9aa4ae"/><path d="M830 500q10-150 120-150t120 150z" fill="#59636d"/>
    </svg>`),
  );
  const [year, month, day] = [truth.idNumber.slice(6, 10), truth.idNumber.slice(10, 12), truth.idNumber.slice(12, 14)];
  return drawn(
    background,
    [
      label('姓　名', 80, 90),
      { text: truth.personName, x: 220, y: 84, size: 40 },
      label('性　别', 80, 180),
      { text: truth.sex, x: 220, y: 178, size: 34 },
      label('民　族', 350, 180),
      { text: '汉', x: 490, y: 178, size: 34 },
      label('出　生', 80, 270),
      { text: `${year} 年 ${Number(month)} 月 ${Number(day)} 日`, x: 220, y: 268, size: 34 },
      label('住　址', 80, 360),
      { text: truth.address, x: 220, y: 358, size: 34, width: 520 },
      label('公民身份号码', 80, 630),
      { text: truth.idNumber, x: 370, y: 624, size: 42, spacing: 5 },
    ],
    quality,
  );
}

/** 居民身份证, the side with the emblem (国徽面). */
export function idEmblemPicture(truth: IdCardTruth, quality: Quality = 'clean'): Promise<Buffer> {
  const [width, height] = [1200, 757];
  const dotted = (date: string): string => (date === 'long_term' ? '长期' : date.replaceAll('-', '.'));
  const background = sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <rect width="100%" height="100%" rx="36" fill="#f4f1e8"/>
      <circle cx="170" cy="190" r="95" fill="#c8102e"/><circle cx="170" cy="190" r="70" fill="none" stroke="#f3c44d" stroke-width="8"/>
    </svg>`),
  );
  return drawn(
    background,
    [
      { text: '中华人民共和国', x: 400, y: 90, size: 56, spacing: 10 },
      { text: '居民身份证', x: 400, y: 195, size: 84, bold: true, spacing: 14 },
      { text: '签发机关', x: 300, y: 540, size: 32 },
      { text: `${truth.address.slice(0, 6)}公安局`, x: 480, y: 538, size: 34 },
      { text: '有效期限', x: 300, y: 630, size: 32 },
      { text: `${dotted(truth.issuedOn)}-${dotted(truth.expiresOn)}`, x: 480, y: 628, size: 34 },
    ],
    quality,
  );
}

/** Something like the QR code of a licence: it must not disturb the reading. */
function squares(left: number, top: number, side: number): string {
  const cells = 21;
  const step = side / cells;
  let state = 97;
  let path = '';
  for (let at = 0; at < cells * cells; at++) {
    state = (state * 48_271) % 2_147_483_647;
    if (state % 2)
      path += `M${left + (at % cells) * step} ${top + Math.floor(at / cells) * step}h${step}v${step}h-${step}z`;
  }
  return `<path d="${path}" fill="#333"/>`;
}

/** Papers of a company and its legal representative that do not exist; the same for the same seed. */
export function fictionalPapers(seed: number): { readonly licence: LicenceTruth; readonly idCard: IdCardTruth } {
  let state = seed * 7919 + 1;
  const draw = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  for (let at = 0; at < 5; at++) draw(2);
  const one = <T>(list: readonly T[]): T => list[draw(list.length)] as T;
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = (from: number, years: number): string =>
    `${from + draw(years)}-${two(1 + draw(12))}-${two(1 + draw(28))}`;

  const [region, city, place] = one([
    ['310115', '上海', '上海市浦东新区'],
    ['330106', '杭州', '杭州市西湖区'],
    ['440305', '深圳', '深圳市南山区'],
    ['110108', '北京', '北京市海淀区'],
    ['510104', '成都', '成都市锦江区'],
    ['320106', '南京', '南京市鼓楼区'],
  ] as const);
  const base = Array.from({ length: 8 }, () => one([...'0123456789ABCDEFGHJKLMNPQRTUWXY'])).join('');
  const first17 = `91${region}${base}${organisationCheck(base)}`;
  const establishedOn = date(2002, 20);
  const trade = one(['科技', '食品', '物流', '教育科技', '供应链管理', '医疗器械', '装饰工程', '企业管理']);
  const personName =
    one([...'王李张刘陈杨赵黄周吴徐孙卫']) +
    one(['伟', '文华', '博欣', '俊杰', '秀英', '海燕', '志强', '晓明', '思远', '佳宁']);
  const born = date(1960, 40);
  const sequence = two(draw(100)) + String(draw(10));
  const id17 = `${region}${born.replaceAll('-', '')}${sequence}`;
  const address = `${place}${one(['天府大道', '人民路', '科技园路', '中山北路', '建设大道', '滨江东路'])}${1 + draw(600)}号${1 + draw(20)}幢${100 + draw(900)}室`;
  return {
    licence: {
      companyName: `${city}${one(['瑞丰', '启明', '华腾', '星河', '蓝海', '恒信', '云帆', '锦程', '安达', '德润'])}${trade}${one(['有限公司', '有限责任公司', '股份有限公司'])}`,
      uscc: `${first17}${usccCheck(first17)}`,
      companyType: one([
        '有限责任公司(自然人投资或控股)',
        '有限责任公司(自然人独资)',
        '有限责任公司(法人独资)',
        '其他有限责任公司',
      ]),
      capital: `人民币${one(['壹佰', '贰佰', '伍佰', '壹仟', '贰仟', '伍仟'])}万元整`,
      establishedOn,
      expiresOn: draw(2) ? 'long_term' : `${2030 + draw(20)}-${establishedOn.slice(5)}`,
      address,
      scope: one([
        '技术开发、技术咨询、技术服务、技术转让；计算机软硬件及辅助设备的销售；第二类增值电信业务；呼叫中心业务。（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
        '供应链管理服务；普通货物仓储服务；国内货物运输代理；道路货物运输（不含危险货物）；货物进出口；包装服务。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）',
        '一般项目：企业管理咨询；信息咨询服务；会议及展览服务；市场营销策划；广告设计、代理。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）',
        '许可项目：食品销售；餐饮服务。一般项目：食用农产品零售；日用百货销售；家用电器安装服务。（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
      ]),
      personName,
    },
    idCard: {
      personName,
      idNumber: `${id17}${residentIdCheck(id17)}`,
      sex: Number(id17[16]) % 2 ? '男' : '女',
      address,
      issuedOn: `2018-${two(1 + draw(12))}-${two(1 + draw(28))}`,
      expiresOn: draw(4) ? `2038-${two(1 + draw(12))}-${two(1 + draw(28))}` : 'long_term',
    },
  };
}
