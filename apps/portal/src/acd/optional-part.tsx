import { Form, Switch } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  readonly name: (string | number)[];
  readonly label: string;
  /** What it is when it is switched on. */
  readonly begin: unknown;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a form that may be left out: null when it is. What stood there comes back when it is switched on again. */
export function OptionalPart({ name, label, begin, hint, children }: Props) {
  const form = Form.useFormInstance();
  const value: unknown = Form.useWatch(name, { form, preserve: true });
  const on = value !== null && value !== undefined;
  return (
    <section style={{ marginBlockEnd: 16 }}>
      <label style={{ display: 'inline-flex', gap: 8, alignItems: 'center', minHeight: 32 }}>
        <Switch
          size="small"
          checked={on}
          onChange={(checked) => form.setFieldValue(name, checked ? begin : null)}
          aria-label={label}
        />
        {label}
      </label>
      {hint}
      {on && <div style={{ marginBlockStart: 12 }}>{children}</div>}
    </section>
  );
}
