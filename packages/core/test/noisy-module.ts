// What no module of ours may do when it is imported, for the check to find.
setTimeout(() => undefined, 0)

export {}
