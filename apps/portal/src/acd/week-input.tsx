import { WEEKDAYS } from '@sibai/ivr';
import { Button, Flex, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { readDay, type WeekName, WEEKS } from './week';

/** Opening hours, a line a day, with the weeks most begin with to choose from. */
export function WeekInput({ name }: { name: (string | number)[] }) {
  const { t } = useTranslation('acd');
  const form = Form.useFormInstance();
  return (
    <>
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        {(Object.keys(WEEKS) as WeekName[]).map((week) => (
          <Button key={week} size="small" onClick={() => form.setFieldValue(name, WEEKS[week])}>
            {t(`set.hours.week.${week}`)}
          </Button>
        ))}
      </Flex>
      {WEEKDAYS.map((day) => (
        <Form.Item
          key={day}
          name={[...name, day]}
          label={t(`set.hours.day.${day}`)}
          layout="horizontal"
          labelCol={{ flex: '56px' }}
          style={{ marginBlockEnd: 8 }}
          rules={[
            {
              validator: (_, text: string | undefined) =>
                readDay(text ?? '') ? Promise.resolve() : Promise.reject(new Error(t('set.hours.wrong'))),
            },
          ]}
        >
          <Input placeholder={t('set.hours.closed')} style={{ maxWidth: 320 }} className="tabular" />
        </Form.Item>
      ))}
    </>
  );
}
