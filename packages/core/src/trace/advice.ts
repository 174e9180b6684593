/**
 * What to do about what went wrong, by what happened. Here and not where it happens, so that an app without a
 * trace does not load it.
 */
export const adviceOn: Readonly<Partial<Record<string, string>>> = {
  'rule failed': 'Everything covered is refetched. Mend the rule, or add one for this type.',
  'id missing': 'All under the wider key is refetched. Return that key where an id may be missing.',
  'change not understood': 'Everything covered is refetched. toEvents returns a list of events.',
  'session not understood':
    'A session has a userId and an accessToken. What was known stays in force.',
}
