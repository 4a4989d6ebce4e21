import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { LineScript, ScriptSection } from '@sibai/contracts';
import { ApiError, Refused } from '@sibai/ui';
import { App, Button, Card, Checkbox, Drawer, Flex, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { HitList } from '../words/word-hints';
import { useWords } from '../words/words';
import { usePublishScript } from './scripts';

const BLANK: ScriptSection = { title: '', text: '', mandatory: false };

/** The sections in their order, with what stands in the way of publishing shown beneath each as it is typed. */
export function ScriptForm({ of: { line, script }, onClose }: { of: LineScript; onClose: () => void }) {
  const { t } = useTranslation('script');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const publish = usePublishScript(line.id);
  const [form] = Form.useForm<{ sections: ScriptSection[] }>();
  const unconfirmed = publish.error instanceof ApiError && publish.error.code === 'words.unconfirmed';
  const save = (confirmed: boolean) =>
    void form.validateFields().then(({ sections }) =>
      publish.mutate(
        { sections, confirmed },
        {
          onSuccess: () => {
            void message.success(frame('saved'));
            onClose();
          },
        },
      ),
    );
  return (
    <Drawer
      open
      size={720}
      title={t('editTitle', { line: line.name })}
      onClose={onClose}
      mask={{ closable: false }}
      footer={
        <Flex justify="end" gap={8}>
          <Button onClick={onClose}>{frame('action.cancel')}</Button>
          {unconfirmed && (
            <Button danger onClick={() => save(true)}>
              {t('publishAnyway')}
            </Button>
          )}
          <Button type="primary" loading={publish.isPending} onClick={() => save(false)}>
            {t('publish')}
          </Button>
        </Flex>
      }
    >
      <Refused error={publish.error} />
      <Form form={form} layout="vertical" initialValues={{ sections: script?.sections ?? [BLANK] }}>
        <Form.List name="sections">
          {(fields, { add, remove, move }) => (
            <Flex vertical gap={12}>
              {fields.map(({ key, name }, at) => (
                <Card key={key} size="small">
                  <Flex gap={8} align="start" wrap>
                    <Form.Item
                      name={[name, 'title']}
                      label={t('section')}
                      style={{ flex: 1, minWidth: 160 }}
                      rules={[{ required: true, whitespace: true, message: frame('required') }]}
                    >
                      <Input maxLength={40} placeholder={t('sectionHint')} />
                    </Form.Item>
                    <Form.Item name={[name, 'mandatory']} label=" " valuePropName="checked">
                      <Checkbox>{t('mandatory')}</Checkbox>
                    </Form.Item>
                    <Form.Item label=" ">
                      <Button
                        type="text"
                        icon={<ArrowUpOutlined />}
                        aria-label={t('up')}
                        disabled={at === 0}
                        onClick={() => move(at, at - 1)}
                      />
                      <Button
                        type="text"
                        icon={<ArrowDownOutlined />}
                        aria-label={t('down')}
                        disabled={at === fields.length - 1}
                        onClick={() => move(at, at + 1)}
                      />
                      <Button
                        type="text"
                        danger
                        icon={<DeleteOutlined />}
                        aria-label={t('drop')}
                        onClick={() => remove(name)}
                      />
                    </Form.Item>
                  </Flex>
                  <Form.Item
                    name={[name, 'text']}
                    label={t('text')}
                    rules={[{ required: true, whitespace: true, message: frame('required') }]}
                    style={{ marginBlockEnd: 4 }}
                  >
                    <Input.TextArea
                      maxLength={2000}
                      autoSize={{ minRows: 2, maxRows: 10 }}
                      placeholder={t('textHint')}
                    />
                  </Form.Item>
                  <Hits at={name} />
                </Card>
              ))}
              <Button icon={<PlusOutlined />} disabled={fields.length >= 30} onClick={() => add(BLANK)}>
                {t('add')}
              </Button>
            </Flex>
          )}
        </Form.List>
      </Form>
    </Drawer>
  );
}

function Hits({ at }: { at: number }) {
  const form = Form.useFormInstance();
  const section = Form.useWatch(['sections', at], form) as Partial<ScriptSection> | undefined;
  const hits = useWords().find(`${section?.title ?? ''}\n${section?.text ?? ''}`);
  return <HitList hits={hits} />;
}
