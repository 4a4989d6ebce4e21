import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { VerificationForm } from '@sibai/contracts';
import { Button, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { useFilling } from './draft-context';
import { ConflictNote, FieldFrame } from './field';
import { MobileCode } from './mobile-code';
import styles from './verification.module.css';

type Bound = VerificationForm['boundNumbers'][number];

const MOST = 50;

/** The numbers that calls are sent to, each with its owner. */
export function BoundNumbers() {
  const { t } = useTranslation('verification');
  const { form, set } = useFilling();
  const numbers = form.boundNumbers;
  const own = { ownerName: form.companyName, ownerIdNumber: form.uscc };
  const change = (at: number, bound: Partial<Bound>): void =>
    set(
      'boundNumbers',
      numbers.map((each, i) => (i === at ? { ...each, ...bound } : each)),
    );

  return (
    <FieldFrame path="boundNumbers" label={null} wide below={<ConflictNote name="boundNumbers" />}>
      <ol className={styles.bound}>
        {numbers.map((bound, i) => (
          <li key={i}>
            <header>
              <strong>{t('bound.nth', { n: i + 1 })}</strong>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={`${t('bound.remove')} ${i + 1}`}
                onClick={() =>
                  set(
                    'boundNumbers',
                    numbers.filter((_, at) => at !== i),
                  )
                }
              />
            </header>
            <FieldFrame
              path={`boundNumbers.${i}.number`}
              label={t('bound.number')}
              below={<MobileCode mobile={plain(bound.number)} />}
            >
              <Input
                aria-label={t('bound.number')}
                inputMode="tel"
                maxLength={20}
                placeholder="010-12345678"
                value={bound.number}
                onChange={({ target }) => change(i, { number: target.value })}
              />
            </FieldFrame>
            <FieldFrame path={`boundNumbers.${i}.ownerKind`} label={t('bound.ownerKind')}>
              <Segmented
                block
                value={bound.ownerKind}
                options={(['company', 'person'] as const).map((value) => ({ value, label: t(`bound.${value}`) }))}
                onChange={(ownerKind) =>
                  change(i, { ownerKind, ...(ownerKind === 'company' ? own : { ownerName: '', ownerIdNumber: '' }) })
                }
              />
            </FieldFrame>
            <FieldFrame path={`boundNumbers.${i}.ownerName`} label={t('bound.ownerName')}>
              <Input
                aria-label={t('bound.ownerName')}
                maxLength={100}
                value={bound.ownerName}
                onChange={({ target }) => change(i, { ownerName: target.value })}
              />
            </FieldFrame>
            <FieldFrame
              path={`boundNumbers.${i}.ownerIdNumber`}
              label={t(bound.ownerKind === 'company' ? 'bound.ownerIdCompany' : 'bound.ownerIdPerson')}
              hint={bound.ownerIdNumber.includes('*') ? t('hint.maskedId') : undefined}
            >
              <Input
                aria-label={t(bound.ownerKind === 'company' ? 'bound.ownerIdCompany' : 'bound.ownerIdPerson')}
                maxLength={18}
                autoComplete="off"
                value={bound.ownerIdNumber}
                onChange={({ target }) => change(i, { ownerIdNumber: target.value.toUpperCase().replace(/\s/g, '') })}
              />
            </FieldFrame>
          </li>
        ))}
      </ol>
      <Button
        block
        type="dashed"
        icon={<PlusOutlined />}
        disabled={numbers.length >= MOST}
        onClick={() => set('boundNumbers', [...numbers, { number: '', ownerKind: 'company', ...own }])}
      >
        {t('bound.add')}
      </Button>
    </FieldFrame>
  );
}

const plain = (number: string): string => number.replace(/[\s-]/g, '');
