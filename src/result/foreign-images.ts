/** Images that other tools wrote, which lie beside the project where it is built and are no part of it. */

/** The fixture that asks for them. */
export const foreignImagesFixture = 'foreign-images';

/** Where the file of a name lies on the payload disk. */
export const foreignImagePath = (name: string): string => `foreign-images/${name}`;
