import { EyeOutlined } from '@ant-design/icons';
import { Refused } from '@sibai/ui';
import { useMutation } from '@tanstack/react-query';
import { Button, Flex, Input, Popover, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { revealIdNumber } from './reviews';

/** An ID number, masked until somebody says why they want to see it. */
export function SecretNumber({ review, field, masked }: { review: string; field: string; masked: string }) {
  const { t } = useTranslation('review');
  const [reason, setReason] = useState('');
  const [open, setOpen] = useState(false);
  const reveal = useMutation({
    mutationFn: () => revealIdNumber(review, field, reason),
    onSuccess: () => setOpen(false),
  });
  if (reveal.data) return <span className="tabular">{reveal.data.value}</span>;
  const suggestions: readonly string[] = t('reveal.suggestions', { returnObjects: true });
  return (
    <span className="tabular">
      {masked}
      <Popover
        trigger="click"
        open={open}
        onOpenChange={setOpen}
        title={t('reveal.title')}
        content={
          <Flex vertical gap={8} style={{ width: 280 }}>
            <Flex wrap gap={4}>
              {suggestions.map((text) => (
                <Tag key={text} style={{ cursor: 'pointer', marginInlineEnd: 0 }} onClick={() => setReason(text)}>
                  {text}
                </Tag>
              ))}
            </Flex>
            <Input
              value={reason}
              maxLength={200}
              placeholder={t('reveal.reason')}
              aria-label={t('reveal.reason')}
              onChange={({ target }) => setReason(target.value)}
            />
            <small style={{ color: 'var(--ant-color-text-description)' }}>{t('reveal.hint')}</small>
            <Refused error={reveal.error} />
            <Button
              type="primary"
              disabled={reason.trim().length < 4}
              loading={reveal.isPending}
              onClick={() => reveal.mutate()}
            >
              {t('reveal.show')}
            </Button>
          </Flex>
        }
      >
        <Button
          type="text"
          size="small"
          icon={<EyeOutlined />}
          aria-label={t('reveal.button')}
          title={t('reveal.button')}
        />
      </Popover>
    </span>
  );
}
