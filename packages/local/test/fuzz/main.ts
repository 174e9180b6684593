import { fuzz, type Finding, type FuzzOptions, type FuzzReport } from './fuzz.ts'
import { openWorld } from './world.ts'

interface Host {
  readonly say: (line: string) => void
  readonly defer: (undo: () => unknown) => void
  readonly signal: AbortSignal
}

/** Fuzzes a backend of its own and tells what came of it. True when nothing was found. */
export async function main(options: FuzzOptions, { say, defer, signal }: Host): Promise<boolean> {
  const begun = performance.now()
  const world = await openWorld()
  defer(() => world.backend.stop())
  const report = await fuzz(world, options, say, signal)
  for (const finding of report.findings) say(told(finding, options))
  say(summary(report, (performance.now() - begun) / 1_000))
  return report.findings.length === 0
}

function told({ complaint, again }: Finding, { seed, only }: FuzzOptions): string {
  if (again === undefined) return `✗ ${complaint}`
  const part = only === undefined ? '' : ` --only ${only}`
  const line = `npm run fuzz -- --seed ${seed}${part} --case ${again.index} --steps ${again.steps.join(',')}`
  return [
    `✗ ${complaint}`,
    `  ${line}`,
    ...again.shown.split('\n').map(step => `  ${cut(step)}`),
  ].join('\n')
}

function cut(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}

function summary(
  { cases, requests, frames, findings, ...rest }: FuzzReport,
  seconds: number,
): string {
  const [before, after] = rest.memory.map(bytes => `${Math.round(bytes / 1024 / 1024)} MB`)
  return (
    `${requests} requests, ${frames} frames, ${findings.length} findings, in ${seconds.toFixed(1)} s: ` +
    `${cases} cases, ${rest.ownSecrets} messages with their reader's own secrets, memory ${before} to ${after}`
  )
}
