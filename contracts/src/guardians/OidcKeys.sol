// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Base64Url} from "./Base64Url.sol";
import {IdTokenHeader} from "./IdTokenHeader.sol";
import {Json} from "./Json.sol";
import {KeyEntry, KeyEntries} from "./KeyEntry.sol";
import {Roles} from "./Roles.sol";

/// @title The keys with which OpenID issuers sign
/// @notice An entry is a modulus together with a header of tokens that are signed with it, for one issuer. Entries are only
/// ever added. An entry is usable
///  - from a day after it was published (longer where the issuer's delay is), or at once when a confirmer, who has looked
///    for himself, agrees;
///  - until 45 days after the publisher or a confirmer last said that the issuer still uses it;
///  - until its modulus is revoked: then it never returns, and its issuer is suspended for three days, in which every
///    request that counts an approval of that issuer can be ended by anybody.
///
///     (none) ──publish──▶ aging ──delay, or confirm──▶ usable ◀──confirm── (45 days without) stale
///                           └───────────────────────────┴──revoke──▶ revoked, for ever
abstract contract OidcKeys is Roles {
    /// @param suspendedUntil Last second in which no approval by the issuer's users counts.
    /// @param delay Seconds that its new keys age; the shortest delay if less.
    struct Issuer {
        uint40 suspendedUntil;
        uint40 delay;
    }

    uint256 private constant _SHORTEST_DELAY = 24 hours;
    uint256 private constant _CONFIRMATION_LIFE = 45 days;
    uint256 private constant _SUSPENSION = 72 hours;
    uint256 private constant _LONGEST_DELAY = 30 days;
    uint8 private constant _HEADERS = 8;

    mapping(bytes32 issuer => mapping(bytes8 label => KeyEntry)) private _entries;
    mapping(bytes8 issuerLabel => Issuer) private _issuers;

    /// @notice An entry was added; it is usable from `usableFrom`, or when it is confirmed.
    /// @param issuer keccak256 of the issuer's text.
    event KeyPublished(bytes32 indexed issuer, bytes8 indexed label, uint40 usableFrom);
    /// @notice The issuer still uses it, says `by`.
    event KeyConfirmed(
        bytes32 indexed issuer, bytes8 indexed label, address indexed by, uint40 usableFrom, uint40 usableUntil
    );
    /// @notice All entries with this modulus have ended.
    event KeyRevoked(bytes32 indexed issuer, bytes32 indexed modulusHash, uint40 suspendedUntil);
    /// @notice The issuer's new keys age longer from now on.
    event DelayRaised(bytes8 indexed issuerLabel, uint40 delay);

    /// @notice A modulus is 256, 384 or 512 bytes long, its first bit is set, and it is odd.
    error InvalidModulus(uint256 length);
    /// @notice The entry exists, or its modulus was revoked.
    error KeyExists(bytes32 issuer, bytes8 label);
    /// @notice There is no such entry, or not with this code.
    error KeyUnknown(bytes32 issuer, bytes8 label);
    /// @notice The modulus was revoked: it never returns.
    error KeyIsRevoked(bytes32 issuer, bytes8 label);
    /// @notice Not a header as IdTokenHeader wants it.
    error InvalidHeader(bytes header);
    /// @notice A modulus can have headers 0 to 7.
    error InvalidHeaderNumber(uint256 number, uint256 max);
    /// @notice A delay can only be raised, to 30 days at most.
    error InvalidDelay(uint256 given, uint256 current, uint256 max);
    /// @notice The code of the entry could not be stored.
    error BlobNotStored();

    // ---- what roles may do ------------------------------------------------------------------------------------------

    /// @notice Adds an entry.
    /// @param issuer As it stands in tokens, for example `https://accounts.google.com`.
    /// @param modulus Big endian. The exponent is always 65,537.
    /// @param header The JSON that tokens begin with; see IdTokenHeader for what is refused.
    /// @param number Which header of this modulus it is, 0 for the first.
    function publish(string calldata issuer, bytes calldata modulus, bytes calldata header, uint8 number)
        external
        only(Role.Publisher)
    {
        _checkModulus(modulus);
        if (number >= _HEADERS) revert InvalidHeaderNumber(number, _HEADERS - 1);
        bytes32 issuerHash = keccak256(bytes(issuer));
        bytes8 label = _label(keccak256(modulus), number);
        if (!_entries[issuerHash][label].isEmpty()) revert KeyExists(issuerHash, label);
        // Its first header tells for all, whether there is such an entry or not.
        if (number != 0 && _entries[issuerHash][_label(keccak256(modulus), 0)].isRevoked()) {
            revert KeyIsRevoked(issuerHash, label);
        }
        uint256 usableFrom = block.timestamp + Math.max(_SHORTEST_DELAY, _issuers[bytes8(issuerHash)].delay);
        KeyEntry entry = _store(modulus, header);
        _entries[issuerHash][label] = entry.withTimes(usableFrom, block.timestamp + _CONFIRMATION_LIFE);
        emit KeyPublished(issuerHash, label, uint40(usableFrom));
    }

    /// @notice Says that the issuer still uses an entry. From a confirmer it also ends the delay.
    /// @param codeHash keccak256 of the entry's code, which the caller has compared with the issuer's own documents.
    function confirm(bytes32 issuer, bytes8 label, bytes32 codeHash) external {
        bool isConfirmer = _has(msg.sender, Role.Confirmer);
        if (!isConfirmer && !_has(msg.sender, Role.Publisher)) revert RoleNeeded(msg.sender, Role.Confirmer);
        KeyEntry entry = _entries[issuer][label];
        if (entry.isRevoked()) revert KeyIsRevoked(issuer, label);
        if (entry.isEmpty() || entry.blob().codehash != codeHash) revert KeyUnknown(issuer, label);
        uint256 from = isConfirmer ? Math.min(entry.usableFrom(), block.timestamp) : entry.usableFrom();
        uint256 until = block.timestamp + _CONFIRMATION_LIFE;
        _entries[issuer][label] = entry.withTimes(from, until);
        emit KeyConfirmed(issuer, label, msg.sender, uint40(from), uint40(until));
    }

    /// @notice Ends all entries with this modulus for ever, and suspends the issuer for three days.
    function revoke(bytes32 issuer, bytes32 modulusHash) external only(Role.Revoker) {
        for (uint8 number = 0; number < _HEADERS; ++number) {
            bytes8 label = _label(modulusHash, number);
            KeyEntry entry = _entries[issuer][label];
            // The first one is marked even if it was never there, so that none can come.
            if (number == 0 || !entry.isEmpty()) _entries[issuer][label] = entry.revoked();
        }
        uint40 until = uint40(block.timestamp + _SUSPENSION);
        _issuers[bytes8(issuer)].suspendedUntil = until;
        emit KeyRevoked(issuer, modulusHash, until);
    }

    /// @notice Lets new keys of an issuer age longer. What was published before is not concerned.
    function raiseDelay(bytes8 issuerLabel, uint40 delay) external onlyOwner {
        uint256 current = Math.max(_SHORTEST_DELAY, _issuers[issuerLabel].delay);
        if (delay <= current || delay > _LONGEST_DELAY) revert InvalidDelay(delay, current, _LONGEST_DELAY);
        _issuers[issuerLabel].delay = delay;
        emit DelayRaised(issuerLabel, delay);
    }

    // ---- views ------------------------------------------------------------------------------------------------------

    /// @notice Where an entry's code is, and when it is usable; all zero if there is none.
    function entryOf(bytes32 issuer, bytes8 label)
        external
        view
        returns (address blob, uint40 usableFrom, uint40 usableUntil)
    {
        KeyEntry entry = _entries[issuer][label];
        return (entry.blob(), entry.usableFrom(), entry.usableUntil());
    }

    /// @notice The delay of an issuer's new keys, and the last second of its suspension, zero if there was none.
    function issuerOf(bytes8 issuerLabel) external view returns (uint256 delay, uint40 suspendedUntil) {
        Issuer memory issuer = _issuers[issuerLabel];
        return (Math.max(_SHORTEST_DELAY, issuer.delay), issuer.suspendedUntil);
    }

    function _isSuspended(bytes8 issuerLabel) internal view returns (bool) {
        return block.timestamp <= _issuers[issuerLabel].suspendedUntil;
    }

    function _entry(bytes32 issuer, bytes8 label) internal view returns (KeyEntry) {
        return _entries[issuer][label];
    }

    // ---- internals --------------------------------------------------------------------------------------------------

    function _isUsed(Role role) internal pure override returns (bool) {
        return role == Role.Publisher || role == Role.Confirmer || role == Role.Revoker;
    }

    function _checkModulus(bytes calldata modulus) private pure {
        uint256 length = modulus.length;
        bool isSize = length == 256 || length == 384 || length == 512;
        if (!isSize || uint8(modulus[0]) < 0x80 || uint8(modulus[length - 1]) & 1 == 0) revert InvalidModulus(length);
    }

    function _label(bytes32 modulusHash, uint8 number) private pure returns (bytes8) {
        return bytes8(bytes7(modulusHash)) | bytes8(uint64(number));
    }

    /// @dev Makes the entry's code, which stops at once, so that nothing in it can ever run.
    function _store(bytes calldata modulus, bytes calldata header) private returns (KeyEntry) {
        unchecked {
            uint256 text;
            assembly ("memory-safe") {
                text := mload(0x40)
                calldatacopy(text, header.offset, header.length)
                mstore(add(text, header.length), 0)
            }
            uint256 end = text + header.length;
            if (header.length > IdTokenHeader.MAX_LENGTH || !IdTokenHeader.isValid(text, end)) {
                revert InvalidHeader(header);
            }
            bool isUsual = bytes21(bytes32(Json.word(text))) == IdTokenHeader.USUAL;
            if (isUsual) text += IdTokenHeader.USUAL.length;
            // Behind the header, and the zeros that must follow it: ten bytes of instructions, then the code.
            uint256 creation = end + 32;
            uint256 letters = creation + 11 + modulus.length;
            end = Base64Url.write(letters, text, end - text);
            uint256 size = end - creation - 10;
            address blob;
            assembly ("memory-safe") {
                calldatacopy(add(creation, 11), modulus.offset, modulus.length)
                // push2 size, dup1, push1 10, push0 as returndatasize, codecopy, return; stop.
                mstore(sub(creation, 21), or(shl(64, or(0x610000, size)), 0x80600a3d393df300))
                blob := create(0, creation, add(size, 10))
            }
            if (blob == address(0)) revert BlobNotStored();
            return KeyEntries.pack(blob, end - letters, isUsual, modulus.length);
        }
    }
}
