import type { PlanBlock, TaskCardBlock } from '@slack/types';
import { Link } from './Mention.tsx';
import { RichText } from './RichText.tsx';
import { Plain } from './Text.tsx';

const states = { pending: 'Waiting', in_progress: 'At work', complete: 'Done', error: 'Failed' };

/** One thing that an app does: how far it is, what it found, and where. */
export const Task = ({ task }: { task: TaskCardBlock }) => (
  <div class="card">
    <p class="card-title" dir="auto">
      <Plain text={task.title} /> <span class={`task-state task-${task.status}`}>{states[task.status]}</span>
    </p>
    {task.details && <RichText block={task.details} />}
    {task.output && <RichText block={task.output} />}
    {task.sources && task.sources.length > 0 && (
      <p class="card-about">
        {task.sources.map(({ url, text }, index) => (
          <>
            {index > 0 && ' · '}
            <Link url={url}>{text}</Link>
          </>
        ))}
      </p>
    )}
  </div>
);

export const Plan = ({ plan }: { plan: PlanBlock }) => (
  <div class="plan">
    <p class="card-title" dir="auto">
      <Plain text={plan.title} />
    </p>
    {(plan.tasks ?? []).filter(isTask).map((task) => (
      <Task key={task.task_id} task={task} />
    ))}
  </div>
);

const isTask = (task: TaskCardBlock | Record<string, unknown>): task is TaskCardBlock =>
  task.type === 'task_card';
