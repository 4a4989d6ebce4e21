import type { AskForMyData } from '@sibai/contracts';
import { Refused, useTitle } from '@sibai/ui';
import { Button, Card, Checkbox, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';

import { CodeField } from '../account/address-and-code';
import { MyDataAnswer } from './my-data-answer';
import { sendSubjectCode, useAskForMyData } from './retention';
import styles from './retention.module.css';

const HOTLINE = /^400\d{7}$/;
const MOBILE = /^1[3-9]\d{9}$/;
const digits = (typed: string): string => typed.replace(/\D/g, '');

/** For who has called: a copy of the calls, or their deletion. The answer is opened by what follows the # of the address. */
export function MyDataPage() {
  const { t } = useTranslation('retention');
  const { hash } = useLocation();
  const navigate = useNavigate();
  useTitle(t('my.title'));
  const token = hash.slice(1);
  return (
    <Card className={styles.my ?? ''}>
      <h1 className={styles.title}>{t('my.title')}</h1>
      {token ? (
        <MyDataAnswer key={token} token={token} onAgain={() => void navigate('/my-data')} />
      ) : (
        <Ask onAsked={(asked) => void navigate(`/my-data#${asked}`)} />
      )}
    </Card>
  );
}

function Ask({ onAsked }: { onAsked: (token: string) => void }) {
  const { t } = useTranslation('retention');
  const [form] = Form.useForm<AskForMyData>();
  const ask = useAskForMyData();
  const hotline = Form.useWatch('hotline', form) ?? '';
  const mobile = Form.useWatch('mobile', form) ?? '';
  const kind = Form.useWatch('kind', form);
  const to = HOTLINE.test(hotline) && MOBILE.test(mobile) ? { mobile } : undefined;
  return (
    <>
      <p className={styles.sub}>{t('my.lead')}</p>
      <Form<AskForMyData>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'export', notes: false }}
        onFinish={(typed) =>
          ask.mutate({ ...typed, notes: typed.notes ?? false }, { onSuccess: ({ token }) => onAsked(token) })
        }
      >
        <Refused error={ask.error} />
        <Form.Item
          name="hotline"
          label={t('my.hotline')}
          normalize={digits}
          validateTrigger="onBlur"
          rules={[{ pattern: HOTLINE, required: true, message: t('my.hotlineBad') }]}
        >
          <Input size="large" inputMode="numeric" maxLength={14} className="tabular" placeholder="400" autoFocus />
        </Form.Item>
        <Form.Item
          name="mobile"
          label={t('my.mobile')}
          normalize={digits}
          validateTrigger="onBlur"
          rules={[{ pattern: MOBILE, required: true, message: t('my.mobileBad') }]}
        >
          <Input size="large" inputMode="tel" autoComplete="tel-national" maxLength={14} className="tabular" />
        </Form.Item>
        <CodeField to={to} send={() => sendSubjectCode({ hotline, mobile })} />
        <Form.Item name="kind" label={t('my.want')}>
          <Radio.Group className={styles.choice ?? ''}>
            <Radio value="export">
              {t('my.export')}
              <small>{t('my.exportSays')}</small>
            </Radio>
            <Radio value="delete">
              {t('my.delete')}
              <small>{t('my.deleteSays')}</small>
            </Radio>
          </Radio.Group>
        </Form.Item>
        {kind === 'delete' && (
          <Form.Item name="notes" valuePropName="checked">
            <Checkbox>{t('my.notes')}</Checkbox>
          </Form.Item>
        )}
        <Button block type="primary" size="large" danger={kind === 'delete'} htmlType="submit" loading={ask.isPending}>
          {t('my.submit')}
        </Button>
      </Form>
      <p className={styles.sub} style={{ margin: '16px 0 0' }}>
        {t('my.law')}
      </p>
    </>
  );
}
