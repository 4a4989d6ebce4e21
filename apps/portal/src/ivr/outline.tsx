import type { Flow, FlowNode } from '@sibai/ivr';
import { Alert, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { type Fault, inOrder, saidBy, withNode } from './draft';
import { Faults } from './faults';
import styles from './ivr.module.css';
import { NodeFacts, Ways } from './node-facts';
import { PromptEditor } from './prompt-editor';

interface Props {
  readonly flow: Flow;
  readonly faults: readonly Fault[];
  readonly edit: boolean;
  readonly onChange: (flow: Flow) => void;
}

const KIND_COLOURS = {
  play: 'blue',
  menu: 'purple',
  hours: 'cyan',
  set: 'default',
  queue: 'green',
  number: 'orange',
  hangup: 'red',
} as const satisfies Record<FlowNode['kind'], string>;

/** The flow as a person reads it: what is said at each node, and where each key leads. */
export function Outline({ flow, faults, edit, onChange }: Props) {
  const { t } = useTranslation('ivr');
  return (
    <ol className={styles.outline}>
      {inOrder(flow).map(({ id, node, reachable }) => {
        const own = faults.filter((fault) => fault.node === id);
        return (
          <li key={id} id={`node-${id}`} className={styles.node} tabIndex={-1}>
            <header>
              <Tag color={KIND_COLOURS[node.kind]}>{t(`kind.${node.kind}`)}</Tag>
              <h2>{node.title || id}</h2>
              <code>{id}</code>
              {id === flow.start && <Tag color="success">{t('node.start')}</Tag>}
              {!reachable && <Tag color="warning">{t('node.unreachable')}</Tag>}
            </header>
            {own.length > 0 && <Alert type="warning" title={<Faults faults={own} />} />}
            <NodeFacts node={node} />
            {saidBy(node).map((said) => (
              <PromptEditor
                key={said.part}
                part={said.part}
                prompts={said.prompts}
                edit={edit}
                onChange={(prompts) => onChange(withNode(flow, id, said.with(prompts)))}
              />
            ))}
            <Ways flow={flow} node={node} />
          </li>
        );
      })}
    </ol>
  );
}
