import { useTranslation } from 'react-i18next';

/** The mark: a handset's arc over four hundred. Takes the colour of its text. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--ant-color-primary)" />
      <path
        d="M10.2 7.5c.7-.7 1.9-.6 2.5.2l1.6 2.3c.5.7.4 1.6-.2 2.2l-1 1c1.2 2.5 3.2 4.5 5.7 5.7l1-1c.6-.6 1.5-.7 2.2-.2l2.3 1.6c.8.6.9 1.8.2 2.5l-1.2 1.2c-.9.9-2.2 1.2-3.4.8-5.6-1.9-10-6.3-11.9-11.9-.4-1.2-.1-2.5.8-3.4z"
        fill="#fff"
      />
      <path d="M18.5 8.2a5.6 5.6 0 0 1 5.3 5.3" stroke="#fff" strokeWidth="2" strokeLinecap="round" fill="none" />
    </svg>
  );
}

export function Brand({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation('ui');
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 10, whiteSpace: 'nowrap' }}>
      <Logo />
      {!compact && <strong style={{ fontSize: 18, letterSpacing: 1 }}>{t('brand')}</strong>}
    </span>
  );
}
