export class Cut {
    a: string;
    m(x: number, y = `${