// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Request, Scope} from "../../src/RecoveryDigests.sol";
import {Passkeys} from "./Passkeys.sol";

/// @notice Requests, cancellations and what is signed for them; digests are computed anew, for the reasons in Passkeys.
abstract contract Requests is Passkeys {
    uint40 internal constant REQUEST_LIFE = 7 days;

    /// @dev For this chain at `epoch`, and for two others.
    function requestOf(address account, bytes memory newSigner, uint32 epoch) internal view returns (Request memory) {
        return Request({
            account: account,
            newSigner: newSigner,
            replace: true,
            deadline: uint40(block.timestamp) + REQUEST_LIFE,
            scopes: scopesOf(epoch)
        });
    }

    /// @dev This chain at `epoch` between two others at others.
    function scopesOf(uint32 epoch) internal view returns (Scope[] memory scopes) {
        scopes = new Scope[](3);
        scopes[0] = Scope({chainId: block.chainid - 1, epoch: 5});
        scopes[1] = Scope({chainId: block.chainid, epoch: epoch});
        scopes[2] = Scope({chainId: block.chainid + 1, epoch: 9});
    }

    function scopeOf(uint256 chainId, uint32 epoch) internal pure returns (Scope[] memory scopes) {
        scopes = new Scope[](1);
        scopes[0] = Scope({chainId: chainId, epoch: epoch});
    }

    function copyOf(Request memory request) internal pure returns (Request memory) {
        return abi.decode(abi.encode(request), (Request));
    }

    // ---- digests ----------------------------------------------------------------------------------------------------

    function requestHashOf(address module, Request memory request) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Recovery(address account,bytes newSigner,bool replace,uint40 deadline,Scope[] scopes)Scope(uint256 chainId,uint32 epoch)"
        );
        bytes32 newSigner = keccak256(request.newSigner);
        return _typed(
            module,
            abi.encode(
                typeHash, request.account, newSigner, request.replace, request.deadline, _hashScopes(request.scopes)
            )
        );
    }

    function acceptanceDigestOf(address module, bytes32 requestHash) internal pure returns (bytes32) {
        return _typed(module, abi.encode(keccak256("Acceptance(bytes32 requestHash)"), requestHash));
    }

    function objectionDigestOf(address module, bytes32 requestHash) internal pure returns (bytes32) {
        return _typed(module, abi.encode(keccak256("Objection(bytes32 requestHash)"), requestHash));
    }

    function cancellationDigestOf(
        address module,
        address account,
        bytes32 requestHash,
        Scope[] memory scopes,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Cancellation(address account,bytes32 requestHash,Scope[] scopes,uint40 deadline)Scope(uint256 chainId,uint32 epoch)"
        );
        return _typed(module, abi.encode(typeHash, account, requestHash, _hashScopes(scopes), deadline));
    }

    function _typed(address module, bytes memory structure) private pure returns (bytes32) {
        return typedDigest("Sparekey Recovery", module, keccak256(structure));
    }

    function _hashScopes(Scope[] memory scopes) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < scopes.length; ++i) {
            hashes = abi.encodePacked(
                hashes,
                keccak256(
                    abi.encode(keccak256("Scope(uint256 chainId,uint32 epoch)"), scopes[i].chainId, scopes[i].epoch)
                )
            );
        }
        return keccak256(hashes);
    }
}
