// No dots but the one before the extension: with `..` a path would lead out of the store.
const storedPicture =
  /\/storage\/v1\/object\/public\/pictures\/([\w-]+)(\/(?:uploads\/)?[\w-]+\.\w+)(?:[?#]|$)/

/**
 * The path in the bucket of a picture with this address, if it lies with its own project, else undefined. A
 * location is whatever its owner wrote, and the worker must not knock at any door for them.
 */
export function pathInStore(location: string, projectId: string): string | undefined {
  const [, folder, file = ''] = storedPicture.exec(location) ?? []
  return folder === projectId ? folder + file : undefined
}
