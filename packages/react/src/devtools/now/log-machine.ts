import type { RealtimeState } from '@everfresh/core'
import { textOf, type Entry } from '../entry.ts'
import { clockTime } from '../time-words.ts'
import { titleOf } from '../words.ts'
import type { MachineWords } from './machines.ts'

type Log = NonNullable<RealtimeState['log']>

const words: Readonly<Record<Log['status'], Pick<MachineWords, 'tone' | 'state' | 'meaning'>>> = {
  trusted: {
    tone: 'good',
    state: 'Answers',
    meaning: 'It tells what was not heard. What it covers is not polled by itself.',
  },
  asking: {
    tone: 'busy',
    state: 'Asked',
    meaning: 'It has not answered yet. Queries are polled meanwhile.',
  },
  failing: {
    tone: 'warn',
    state: 'Does not answer',
    meaning: 'Everything is polled until it does.',
  },
  refused: {
    tone: 'bad',
    state: 'Refused',
    meaning: 'The scope is not this user’s to read: its rows are forgotten.',
  },
}

/** How it stands with the change log; undefined where the source has none, or nothing is followed. */
export function changeLog(
  log: RealtimeState['log'],
  entries: readonly Entry[],
): MachineWords | undefined {
  if (log === undefined) return undefined
  // A snapshot of another version may have a status that is not known here.
  const told = words[log.status] ?? words.asking
  const last = (...what: readonly string[]): Entry | undefined =>
    entries.findLast(entry => entry.part === 'log' && what.includes(entry.what))
  const [answer, question, problem] = [
    last('told'),
    last('asked'),
    last('failed', 'refused', 'absent'),
  ]
  const facts: (readonly [string, string])[] = []
  if (answer) facts.push(['Last answer', `${clockTime(answer.at)}: ${titleOf(answer)}`])
  if (question) facts.push(['Last question', `${clockTime(question.at)}: ${titleOf(question)}`])
  facts.push(['Losses found', losses(log.silentLosses)])
  const isWell = log.status === 'trusted' || log.status === 'asking'
  const message = isWell ? undefined : problem && textOf(problem, 'message')
  return {
    id: 'log',
    name: 'Change log',
    ...told,
    cause: message === undefined ? undefined : { code: log.status, message },
    facts,
  }
}

function losses(commits: number): string {
  if (commits === 0) return 'none'
  return `${commits === 1 ? 'one commit was' : `${commits} commits were`} never pushed`
}
