import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import type { CheckItem, Line, Verdict } from '@sibai/contracts';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { en, zh } from './texts';

const COLORS = { pass: 'success', warn: 'warning', fail: 'error' } as const;
const ICONS = { pass: CheckCircleFilled, warn: ExclamationCircleFilled, fail: CloseCircleFilled } as const;

export function VerdictIcon({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('line');
  const Icon = ICONS[verdict];
  return (
    <Icon
      style={{ color: `var(--ant-color-${COLORS[verdict]})`, fontSize: 18 }}
      aria-label={t(`check.verdict.${verdict}`)}
    />
  );
}

export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('line');
  return <Tag color={COLORS[verdict]}>{t(`check.verdict.${verdict}`)}</Tag>;
}

const STATE_COLORS = { live: 'success', suspended: 'error', closed: 'default' } as const;

export function LineStateTag({ state }: { state: Line['state'] }) {
  const { t } = useTranslation('line');
  return <Tag color={STATE_COLORS[state]}>{t(`state.${state}`)}</Tag>;
}

type Finding = keyof typeof zh.finding;
const isFinding = (key: string): key is Finding => Object.hasOwn(zh.finding, key);

/** What was found, in words, with what to do about it. */
export function useFindingText(): (item: CheckItem) => string {
  const { t, i18n } = useTranslation('line');
  const names: Readonly<Record<string, string>> = {
    ...{ alaw: t('config.alaw'), ulaw: t('config.ulaw'), g722: t('config.g722'), g729: t('config.g729') },
    ...{ rfc4733: t('config.rfc4733'), inband: t('config.inband'), info: t('config.info') },
  };
  const named = (value: string): string => names[value] ?? value;
  const sentences = i18n.language === 'en' ? en.finding : zh.finding;
  return ({ key, finding, facts }) => {
    const name = `${key}_${finding}`;
    if (!isFinding(name)) return finding;
    const said = (fact: string): string => {
      const value = facts[fact];
      if (value === undefined) return '—';
      return Array.isArray(value) ? value.map(named).join('、') : named(String(value));
    };
    return sentences[name].replace(/\{\{(\w+)\}\}/g, (_, fact: string) => said(fact));
  };
}
