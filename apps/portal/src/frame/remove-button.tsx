import { DeleteOutlined } from '@ant-design/icons';
import { useErrorText } from '@sibai/ui';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props {
  /** The question, naming what goes. */
  readonly question: string;
  readonly consequence: string;
  readonly remove: () => Promise<unknown>;
}

/** Deletes after asking. */
export function RemoveButton({ question, consequence, remove }: Props) {
  const { t } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();

  const ask = (): void => {
    void modal.confirm({
      title: question,
      content: consequence,
      okText: t('action.remove'),
      okButtonProps: { danger: true },
      cancelText: t('action.cancel'),
      onOk: async () => {
        try {
          await remove();
          void message.success(t('removed'));
        } catch (error) {
          void message.error(errorText(error), 6);
        }
      },
    });
  };
  return (
    <Button danger type="text" size="small" icon={<DeleteOutlined />} onClick={ask}>
      {t('action.remove')}
    </Button>
  );
}
