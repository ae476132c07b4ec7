// The part of Janus that runs only in Node: the host, and files on disk.
export { nodeHost } from './host.ts';
export { nodeBackends } from './backends/node-backends.ts';
export { openClip, type ClipFolder } from './disk/clip-folder.ts';
export { openFaces, writeFaces } from './disk/faces-folder.ts';
export { filmToFolder, type FilmedFolder, type FilmFolderOptions } from './disk/film-folder.ts';
export { folderStore } from './disk/folder-store.ts';
export { findPersonOrFile } from './disk/person-file.ts';
export { savePicture } from './disk/save-picture.ts';
