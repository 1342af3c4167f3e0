package onggi.replication;

import onggi.net.PeerLink;
import onggi.net.PrimaryView;

/** The link to the primary, as CLIENT shows it. */
final class LinkView implements PrimaryView {

    private final Following following;
    private final PeerLink link;
    private final long id;
    private final long createdMs;

    LinkView(Following following, PeerLink link, long id) {
        this.following = following;
        this.link = link;
        this.id = id;
        this.createdMs = following.lastHeardMs();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public String address() {
        return link.address();
    }

    @Override
    public String localAddress() {
        return link.localAddress();
    }

    @Override
    public long createdMs() {
        return createdMs;
    }

    @Override
    public long lastSeenMs() {
        return following.lastHeardMs();
    }

    @Override
    public int database() {
        return following.database();
    }

    @Override
    public void cut() {
        following.cut();
    }
}
