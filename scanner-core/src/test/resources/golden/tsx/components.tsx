import * as React from "react";

interface Props<T> { items: T[]; render?: (item: T) => JSX.Element }

export const List = <T,>({ items, render }: Props<T>) => <ul>{items.map(item => <li key={`k-${item}`}>{render?.(item)}</li>)}</ul>;
export const Constrained = <T extends object>(props: T) => { return <div {...props} />; };

export function Component({ title = "x" }: { title?: string }) {
    const onClick = () => { console.log("clicked"); };
    const compare = 1 < 2 && 3 > 2;
    return (
        <>
            <h1 className="it's" data-x='say "hi"' title={title} onClick={() => onClick()}>
                Don't panic: function fake() &#123; class Fake // not a comment /* nor this
                {/* a comment { */}
                {compare ? <b>yes</b> : <i>no {"}"}</i>}
                {items.filter(function named(x) { return x < 2 })}
            </h1>

            <My.Nested<string> generic={{ a: 1 }} render={() => <p>nested {`${1}`}</p>} />
            <input value="a > b" disabled />
            <svg:path d={d} /> text ' with " quotes `
        </>
    );
}

class Widget extends React.Component<Props<string>> {
    state = { open: false };
    handle = (e: Event) => <span>{e.type}</span>;

    render() {
        return this.state.open ? <div>{this.props.items.length > 0 && <br />}</div> : null;
    }
}

const element = <a href="x">{'{'}</a>, after = 1;
const typed = f<string>(x), last = x as unknown as Props<string>;
