/** Whether every field is the very same in both. */
export function sameFields<Fields extends object>(a: Fields, b: Fields): boolean {
  return (Object.keys(a) as (keyof Fields)[]).every(name => Object.is(a[name], b[name]))
}
