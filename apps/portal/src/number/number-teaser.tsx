import { ArrowRightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { NumberSearch } from './number-search';
import styles from './number-teaser.module.css';
import { NO_WISH, paramsOf, wished } from './numbers';

const SHOWN = 3;

/** The one big box of the first page, with the best of what it finds; all of it is on the page of numbers. */
export function NumberTeaser() {
  const { t } = useTranslation('number');
  const go = useNavigate();
  const [wish, setWish] = useState(NO_WISH);
  const choose = (number: string): void => {
    wished.set(number);
    void go('/sign-up');
  };
  return (
    <div className={styles.teaser}>
      <NumberSearch wish={wish} onWish={setWish} brief={SHOWN} onAct={({ number }) => choose(number)} />
      <div className={styles.all}>
        <Button
          type="link"
          icon={<ArrowRightOutlined />}
          iconPlacement="end"
          onClick={() => void go(`/numbers?${paramsOf(wish)}`)}
        >
          {t('search.all')}
        </Button>
      </div>
    </div>
  );
}
