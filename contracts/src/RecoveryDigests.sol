// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ChainlessEIP712} from "./ChainlessEIP712.sol";

/// @notice One chain for which a request or a cancellation counts, and the account's epoch there.
struct Scope {
    uint256 chainId;
    uint32 epoch;
}

/// @notice What guardians approve.
/// @param newSigner The ERC-7913 signer that is to own the account.
/// @param replace Whether the older keys end.
/// @param deadline Last second in which the recovery can be started (not executed).
/// @param scopes Strictly ascending by chainId, at most 32.
struct Request {
    address account;
    bytes newSigner;
    bool replace;
    uint40 deadline;
    Scope[] scopes;
}

/// @title What is signed for a recovery
/// @notice Four EIP-712 types, so that no signature can be used as another. None names the chain in its domain: requests and
/// cancellations list the chains for which they count, acceptances and objections name a request.
abstract contract RecoveryDigests is ChainlessEIP712 {
    bytes32 private constant _SCOPE_TYPEHASH = keccak256("Scope(uint256 chainId,uint32 epoch)");
    bytes32 private constant _RECOVERY_TYPEHASH = keccak256(
        "Recovery(address account,bytes newSigner,bool replace,uint40 deadline,Scope[] scopes)Scope(uint256 chainId,uint32 epoch)"
    );
    bytes32 private constant _ACCEPTANCE_TYPEHASH = keccak256("Acceptance(bytes32 requestHash)");
    bytes32 private constant _CANCELLATION_TYPEHASH = keccak256(
        "Cancellation(address account,bytes32 requestHash,Scope[] scopes,uint40 deadline)Scope(uint256 chainId,uint32 epoch)"
    );
    bytes32 private constant _OBJECTION_TYPEHASH = keccak256("Objection(bytes32 requestHash)");

    /// @notice What guardians sign, and the name of the request everywhere: the EIP-712 digest of `Recovery`.
    function requestHash(Request calldata request) public view returns (bytes32) {
        return _digest(
            keccak256(
                abi.encode(
                    _RECOVERY_TYPEHASH,
                    request.account,
                    keccak256(request.newSigner),
                    request.replace,
                    request.deadline,
                    _hashScopes(request.scopes)
                )
            )
        );
    }

    /// @notice What the new signer signs.
    function acceptanceDigest(bytes32 hash) public view returns (bytes32) {
        return _digest(keccak256(abi.encode(_ACCEPTANCE_TYPEHASH, hash)));
    }

    /// @notice What the owner signs to cancel.
    function cancellationDigest(address account, bytes32 hash, Scope[] calldata scopes, uint40 deadline)
        public
        view
        returns (bytes32)
    {
        return _digest(keccak256(abi.encode(_CANCELLATION_TYPEHASH, account, hash, _hashScopes(scopes), deadline)));
    }

    /// @notice What guardians sign to object.
    function objectionDigest(bytes32 hash) public view returns (bytes32) {
        return _digest(keccak256(abi.encode(_OBJECTION_TYPEHASH, hash)));
    }

    /// @dev keccak256 of the scopes' struct hashes, one after the other (EIP-712, encodeData of an array). In Solidity this
    /// costs three times as much per scope.
    function _hashScopes(Scope[] calldata scopes) private pure returns (bytes32 hash) {
        bytes32 typeHash = _SCOPE_TYPEHASH;
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            let hashes := add(encoded, 0x60)
            let size := shl(5, scopes.length)
            mstore(encoded, typeHash)
            for { let i := 0 } lt(i, size) { i := add(i, 0x20) } {
                calldatacopy(add(encoded, 0x20), add(scopes.offset, shl(1, i)), 0x40)
                mstore(add(hashes, i), keccak256(encoded, 0x60))
            }
            hash := keccak256(hashes, size)
        }
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Sparekey Recovery", "1");
    }
}
