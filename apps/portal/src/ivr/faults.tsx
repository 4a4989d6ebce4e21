import { useTranslation } from 'react-i18next';

import type { Fault } from './draft';

/** Faults in sentences, each with its place. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation('ivr');
  if (faults.length === 0) return null;
  return (
    <ul style={{ margin: 0, paddingInlineStart: 20 }}>
      {faults.map(({ node, path, problem, details }, at) => (
        <li key={at}>
          {path && (
            <>
              <code>{path}</code>{' '}
            </>
          )}
          {'code' in problem ? t(`problem.${problem.code}`) : problem.sentence}
          {Object.values(details).length > 0 && <code> {Object.values(details).flat().map(String).join(', ')}</code>}
          {node !== null && <span className="visually-hidden"> {node}</span>}
        </li>
      ))}
    </ul>
  );
}
