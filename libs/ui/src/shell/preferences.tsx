import { BulbOutlined, GlobalOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import { type Language, LANGUAGES, setLanguage } from '../i18n/i18n.js';
import { type Appearance, APPEARANCES, setAppearance, useAppearance } from '../theme/appearance.js';

/** Language and appearance, remembered by this browser. */
export function Preferences() {
  const { t, i18n } = useTranslation('ui');
  const appearance = useAppearance();
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [i18n.language],
          items: Object.entries(LANGUAGES).map(([key, label]) => ({ key, label })),
          onClick: ({ key }) => setLanguage(key as Language),
        }}
      >
        <Button type="text" icon={<GlobalOutlined />} aria-label={t('language')} />
      </Dropdown>
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [appearance],
          items: APPEARANCES.map((key) => ({ key, label: t(`theme.${key}`) })),
          onClick: ({ key }) => setAppearance(key as Appearance),
        }}
      >
        <Button type="text" icon={<BulbOutlined />} aria-label={t('theme.label')} />
      </Dropdown>
    </>
  );
}
