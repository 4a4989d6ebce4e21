import { DownloadOutlined } from '@ant-design/icons';
import { INDUSTRIES, type IndustryCode } from '@sibai/compliance';
import { language } from '@sibai/ui';
import { Button, Segmented, Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { BoundNumbers } from './bound-numbers';
import { useFilling } from './draft-context';
import { ConflictNote, DateField, FieldFrame, TextField } from './field';
import { requiredOf, sectionOf } from './findings';
import { MaterialCard } from './material-card';
import { MobileCode } from './mobile-code';
import { letterOf } from './verification';
import styles from './verification.module.css';

export function CompanySection() {
  const { t } = useTranslation('verification');
  return (
    <>
      <div className={styles.materials}>
        <MaterialCard kind="business_licence" />
      </div>
      <div className={styles.fields}>
        <TextField name="companyName" maxLength={100} autoComplete="organization" />
        <TextField name="uscc" maxLength={18} code />
        <TextField name="companyType" maxLength={60} />
        <TextField name="capital" maxLength={60} />
        <DateField name="establishedOn" />
        <DateField name="licenceExpiresOn" endless />
        <TextField name="address" maxLength={200} wide />
        <TextField name="scope" maxLength={5000} wide rows={2} hint={t('hint.scope')} />
      </div>
    </>
  );
}

export function LegalSection() {
  return (
    <>
      <div className={styles.materials}>
        <MaterialCard kind="legal_id_portrait" />
        <MaterialCard kind="legal_id_emblem" />
      </div>
      <div className={styles.fields}>
        <TextField name="legalName" maxLength={50} />
        <TextField name="legalIdNumber" maxLength={18} code />
        <DateField name="legalIdExpiresOn" endless />
      </div>
    </>
  );
}

export function OperatorSection() {
  const { t } = useTranslation('verification');
  const { form, set } = useFilling();
  return (
    <>
      <div className={styles.fields}>
        <FieldFrame
          path="operatorIsLegal"
          label={t('field.operatorIsLegal')}
          wide
          below={<ConflictNote name="operatorIsLegal" />}
        >
          <Segmented
            value={form.operatorIsLegal ? 'yes' : 'no'}
            options={(['yes', 'no'] as const).map((value) => ({ value, label: t(`isLegal.${value}`) }))}
            onChange={(value) => set('operatorIsLegal', value === 'yes')}
          />
        </FieldFrame>
      </div>
      {!form.operatorIsLegal && (
        <>
          <div className={styles.materials}>
            <MaterialCard kind="operator_id_portrait" />
            <MaterialCard kind="operator_id_emblem" />
          </div>
          <div className={styles.fields}>
            <TextField name="operatorName" maxLength={50} />
            <TextField name="operatorIdNumber" maxLength={18} code />
            <DateField name="operatorIdExpiresOn" endless />
          </div>
        </>
      )}
      <div className={styles.fields}>
        <TextField
          name="operatorMobile"
          maxLength={16}
          inputMode="tel"
          autoComplete="tel"
          hint={t('hint.operatorMobile')}
          after={<MobileCode mobile={form.operatorMobile.replace(/[\s-]/g, '')} />}
        />
      </div>
    </>
  );
}

export function PurposeSection() {
  const { t } = useTranslation('verification');
  const { form, set } = useFilling();
  return (
    <div className={styles.fields}>
      <FieldFrame
        path="industry"
        label={<label htmlFor="field-industry">{t('field.industry')}</label>}
        below={<ConflictNote name="industry" />}
      >
        <Select<IndustryCode>
          id="field-industry"
          showSearch={{ optionFilterProp: 'label' }}
          value={form.industry || null}
          options={useIndustries()}
          onChange={(industry) => set('industry', industry)}
          style={{ width: '100%' }}
        />
      </FieldFrame>
      <TextField name="displayName" maxLength={60} hint={t('hint.displayName')} />
      <FieldFrame path="use" label={t('field.use')} wide below={<ConflictNote name="use" />}>
        <Segmented
          value={form.use}
          options={(['self', 'other'] as const).map((value) => ({ value, label: t(`use.${value}`) }))}
          onChange={(use) => set('use', use)}
        />
      </FieldFrame>
    </div>
  );
}

function useIndustries() {
  const english = language() === 'en';
  return Object.entries(INDUSTRIES).map(([value, { zh, en }]) => ({
    value: value as IndustryCode,
    label: english ? en : zh,
  }));
}

export function BoundSection() {
  return <BoundNumbers />;
}

/** The papers that are not beside the fields they fill in. */
export function MaterialsSection() {
  const { t } = useTranslation('verification');
  const { form, server, draft } = useFilling();
  const kinds = requiredOf(form).filter(({ kind }) => sectionOf(`materials.${kind}`) === 'materials');
  const download = async (kind: 'authorisation' | 'commitment'): Promise<void> => {
    // What was just typed belongs on it.
    await draft.flush();
    window.location.assign(letterOf(server.id, kind));
  };
  return (
    <div className={styles.materials}>
      {kinds.map(({ kind }) => (
        <div key={kind} className={styles.withLetter}>
          <MaterialCard kind={kind} />
          {(kind === 'authorisation' || kind === 'commitment') && (
            <Button type="link" icon={<DownloadOutlined />} onClick={() => void download(kind)}>
              {t('upload.letter')}
            </Button>
          )}
          {kind.startsWith('licence:') && <Tag>{t('field.industry')}</Tag>}
        </div>
      ))}
    </div>
  );
}
