import type { ListeningPurpose, Role } from '@sibai/contracts';

export const LISTENING_PURPOSE_NAMES: Record<ListeningPurpose, string> = {
  quality: '质量检查',
  complaint: '处理投诉',
  dispute: '核实争议',
  training: '培训',
  subject: '应当事人请求',
  regulator: '监管或司法要求',
  support: '平台技术支持',
};

export const ROLE_NAMES: Record<Role, string> = {
  operator: '平台运营',
  admin: '管理员',
  supervisor: '班长',
  agent: '坐席',
};

export const chinaTime = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
