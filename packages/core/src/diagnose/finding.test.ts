import { expect, test } from 'vitest'
import { byLikelihood, withoutTokens, type Finding } from './index.ts'

test('the likeliest finding comes first, what may be meant so last, and none has a token in it', () => {
  const finding = (code: Finding['code'], severity: Finding['severity'] = 'error'): Finding => ({
    code,
    severity,
    title: '',
    evidence: 'refused Bearer eyJhbGciOi.eyJzdWIi.c2lnbmVk',
    next: '',
  })
  const findings = [
    finding('check-failed', 'info'),
    finding('rest-on-replica'),
    finding('key-in-no-family', 'info'),
    finding('not-live'),
  ]
  expect(byLikelihood(findings).map(({ code }) => code)).toEqual([
    'not-live',
    'rest-on-replica',
    'key-in-no-family',
    'check-failed',
  ])
  expect(JSON.stringify(withoutTokens(findings))).not.toContain('eyJ')
})
