import { SearchOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import styles from './number-teaser.module.css';

const IDEAS = ['888', '1314', '金融', '400-8?8-??66', '168'] as const;

/** The one big box of the first page: whatever is typed is searched on the page of numbers. */
export function NumberTeaser() {
  const { t } = useTranslation('home');
  const go = useNavigate();
  const [text, setText] = useState('');
  const search = (wanted: string) => void go(`/numbers?${new URLSearchParams({ q: wanted.trim() })}`);
  return (
    <form
      role="search"
      className={styles.teaser}
      onSubmit={(event) => {
        event.preventDefault();
        search(text);
      }}
    >
      <div className={styles.box}>
        <Input
          size="large"
          variant="borderless"
          prefix={<SearchOutlined />}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t('teaser.placeholder')}
          aria-label={t('teaser.placeholder')}
          maxLength={40}
        />
        <Button type="primary" size="large" htmlType="submit">
          {t('teaser.search')}
        </Button>
      </div>
      <div className={styles.ideas}>
        <span>{t('teaser.try')}</span>
        {IDEAS.map((idea) => (
          <Button key={idea} size="small" shape="round" onClick={() => search(idea)}>
            {idea}
          </Button>
        ))}
      </div>
    </form>
  );
}
