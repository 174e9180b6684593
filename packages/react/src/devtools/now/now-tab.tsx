import { pollEveryMs, type PollOptions, type TraceSnapshot } from '@everfresh/core'
import type { ReactNode } from 'react'
import { ago, clockTime, duration } from '../time-words.ts'
import { useNow } from '../use-now.ts'
import type { Sight } from '../use-sight.ts'
import { boundsOf, budgetsOf } from './budgets.ts'
import { machinesOf, type MachineWords } from './machines.ts'

interface NowTabProps {
  readonly sight: Sight
  readonly snapshot: TraceSnapshot
}

/** What each machine is doing, since when, why, and what it may cost. */
export function NowTab({ sight, snapshot }: NowTabProps): ReactNode {
  const { realtime, clock, loaded } = sight
  const now = useNow(clock, 1_000, loaded === undefined ? undefined : snapshot.takenAt)
  const machines = machinesOf({
    ...snapshot,
    pollMs: realtime && pollEveryMs(snapshot.pollMode, realtime.polling, snapshot.state.log),
  })
  return (
    <div className="now">
      <div className="cards">
        {machines.map(machine => (
          <Card key={machine.id} machine={machine} now={now} />
        ))}
      </div>
      <div className="blocks">
        <LastMinute snapshot={snapshot} now={now} />
        {realtime && <Bounds snapshot={snapshot} options={realtime.polling} />}
      </div>
    </div>
  )
}

function Card({
  machine,
  now,
}: {
  readonly machine: MachineWords
  readonly now: number
}): ReactNode {
  const { id, name, tone, state, meaning, cause } = machine
  return (
    <section className="card" data-machine={id} aria-label={name}>
      <h3>{name}</h3>
      <p className="state">
        <span className="dot" data-tone={tone} />
        {state}
      </p>
      <p className="meaning">{meaning}</p>
      {cause && (
        <div className="cause" data-tone={tone === 'bad' ? 'bad' : 'warn'}>
          <p>{cause.message}</p>
          <p className="code">{cause.code}</p>
        </div>
      )}
      <Facts machine={machine} now={now} />
    </section>
  )
}

function Facts({
  machine: { since, nextAt, facts = [] },
  now,
}: {
  readonly machine: MachineWords
  readonly now: number
}): ReactNode {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
      {since !== undefined && (
        <Fact name="Since" value={`${clockTime(since)}, ${ago(since, now)}`} />
      )}
      {nextAt !== undefined && (
        <Fact name="Next try" value={nextAt > now ? `in ${duration(nextAt - now)}` : 'now'} />
      )}
    </dl>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

function LastMinute({
  snapshot,
  now,
}: {
  readonly snapshot: TraceSnapshot
  readonly now: number
}): ReactNode {
  const found = budgetsOf(snapshot.entries, now)
  const numbers = [
    ['changes heard', found.changes],
    ['flushes', found.flushes],
    ['requests', found.requests],
    ['of these polls', found.polls],
    ...(snapshot.state.log === undefined ? [] : [['questions to the log', found.asked] as const]),
    ['failed', found.failed],
    ['entries in the trace', found.entries],
  ] as const
  return (
    <section className="block" aria-label="The last minute">
      <h3>
        {found.oldestAt !== undefined && found.coversMs < 60_000
          ? `The last ${duration(found.coversMs)}`
          : 'The last minute'}
      </h3>
      {found.oldestAt !== undefined && (
        <dl className="numbers">
          {numbers.map(([name, count]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{count.toLocaleString()}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="soft">
        {found.oldestAt === undefined
          ? 'Not known: the trace is empty.'
          : `The trace goes back to ${clockTime(found.oldestAt)}, ${ago(found.oldestAt, now)}. When it is full, the oldest entry makes room for the newest.`}
      </p>
    </section>
  )
}

interface BoundsProps {
  readonly snapshot: TraceSnapshot
  readonly options: PollOptions
}

function Bounds({ snapshot: { pollMode, state }, options }: BoundsProps): ReactNode {
  return (
    <section className="block" aria-label="How old what is shown may become">
      <h3>How old what is shown may become</h3>
      <table className="rows">
        <tbody>
          {boundsOf(pollMode, options, state.log).map(({ state, ms, words, current }) => (
            <tr key={state} data-current={current || undefined}>
              <th scope="row">
                {state}
                {current && <span className="hint"> (now)</span>}
              </th>
              <td className="value">{ms === undefined ? 'no bound' : duration(ms)}</td>
              <td>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
